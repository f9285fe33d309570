import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { AppId } from '@weft/domain/app'
import { silentLogger } from '@weft/domain/kernel'
import { loadConfig } from '../config/load-config.js'
import { DEFAULT_WORKSPACE } from '../composition/default-workspace.js'
import { openInstallation } from '../composition/installation.js'
import { TOKENS } from '../composition/tokens.js'
import { EXIT } from '../terminal/exit-code.js'
import type { CommandHost } from './command-host.js'
import { UsageError } from './usage-error.js'

export type ExportArgs = {
  readonly config?: string | undefined
  readonly appId: string
  readonly output?: string
  readonly includeSecrets?: boolean
  readonly dataDir?: string
  readonly databaseUrl?: string
}

/** Prints or writes an app's document. */
export async function exportApp(args: ExportArgs, host: CommandHost): Promise<number> {
  const appId = AppId.tryParse(args.appId)
  if (!appId) throw new UsageError(`${JSON.stringify(args.appId)} is not an app id.`)
  const config = loadConfig({
    workingDir: host.workingDir,
    environment: host.environment,
    file: args.config,
    overrides: { dataDir: args.dataDir, databaseUrl: args.databaseUrl },
  })
  const installation = await openInstallation(config, silentLogger)
  try {
    const text = await installation.container.get(TOKENS.exportApp).execute({
      tenantId: DEFAULT_WORKSPACE,
      appId,
      includeSecrets: args.includeSecrets === true,
    })
    if (args.output === undefined) host.stdout.write(text)
    else await writeFile(resolve(host.workingDir, args.output), text)
    return EXIT.ok
  } finally {
    await installation.close()
  }
}
