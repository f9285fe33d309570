import { readFileSync } from 'node:fs'
import { apiTools, type ToolProvider } from '@weft/application/tool'
import type { EgressClient } from '@weft/domain/kernel'
import type { Config } from '../config/config.js'
import { ConfigInvalid } from '../config/load-config.js'

/** The APIs the operator described, each operation a tool. @throws ConfigInvalid naming the API that cannot be used. */
export function configuredApiTools(config: Config, egress: EgressClient): readonly ToolProvider[] {
  return config.tools.api.map(({ name, schemaFile, credentials }) => {
    try {
      return apiTools({ name, schema: readFileSync(schemaFile, 'utf8'), credentials }, egress)
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error)
      throw new ConfigInvalid(`tools.api: ${name} cannot be used: ${problem}`, { cause: error })
    }
  })
}
