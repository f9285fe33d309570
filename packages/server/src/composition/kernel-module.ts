import type { Clock, IdGenerator, Logger } from '@weft/domain/kernel'
import { ContainerModule } from 'inversify'
import type { Config } from '../config/config.js'
import { TOKENS } from './tokens.js'

export type KernelParts = {
  readonly config: Config
  readonly clock: Clock
  readonly ids: IdGenerator
  readonly logger: Logger
}

/** What everything else stands on: given, not made. */
export const kernelModule = (parts: KernelParts): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(TOKENS.config).toConstantValue(parts.config)
    bind(TOKENS.clock).toConstantValue(parts.clock)
    bind(TOKENS.ids).toConstantValue(parts.ids)
    bind(TOKENS.logger).toConstantValue(parts.logger)
  })
