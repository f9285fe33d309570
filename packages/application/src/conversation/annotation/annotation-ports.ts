import type { Clock, IdGenerator, Logger } from '@weft/domain/kernel'
import type { ModelRegistry } from '@weft/domain/model'
import type { UnitOfWork } from '../../kernel/index.js'

/** What working with annotations takes. */
export type AnnotationPorts = {
  readonly unitOfWork: UnitOfWork
  readonly models: Pick<ModelRegistry, 'embeddingModel'>
  readonly clock: Clock
  readonly ids: IdGenerator
  readonly logger: Logger
}
