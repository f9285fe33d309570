import { InMemoryFileStore } from '@weft/adapters-files'
import { silentLogger } from '@weft/domain/kernel'
import { Container } from 'inversify'
import type { Config } from '../config/config.js'
import { systemClock } from '../system/system-clock.js'
import { UuidGenerator } from '../system/uuid-generator.js'
import { localCodeRulesModule } from './code-rules-module.js'
import { localExtensionModule } from './extension-module.js'
import { kernelModule } from './kernel-module.js'
import { localModelModule, modelModule } from './model-module.js'
import { TOKENS } from './tokens.js'
import { closeWaysOut, egressModule } from './ways-out.js'
import { nodeModule } from './node-module.js'

/** What running a document takes: models, sandbox and engine, but no database. */
export type LocalServices = {
  readonly container: Container
  close(): Promise<void>
}

export function openLocalServices(config: Config): LocalServices {
  const ids = new UuidGenerator()
  const container = new Container()
  container.load(
    kernelModule({ config, logger: silentLogger, clock: systemClock, ids }),
    egressModule,
    modelModule,
    localModelModule,
    localCodeRulesModule,
    localExtensionModule,
    nodeModule(new InMemoryFileStore(ids)),
  )
  return {
    container,
    async close() {
      await container.get(TOKENS.code).close()
      await closeWaysOut(container)
    },
  }
}
