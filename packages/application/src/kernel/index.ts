export { machineClock, machinePause, randomIds } from './default-ports.js'
export type {
  GenerationBegun,
  GenerationEvent,
  GenerationFailed,
  MessageEnded,
  MessageReplaced,
  MessageTextStreamed,
} from './generation-event.js'
export { TooManyActiveGenerations } from './generation-registry.js'
export type { GenerationRegistry, GenerationSlot, GenerationTask } from './generation-registry.js'
export { InProcessGenerationRegistry } from './in-process-generation-registry.js'
export { toWeftError, UnexpectedFailure } from './unexpected-failure.js'
export type { Repositories, UnitOfWork } from './unit-of-work.js'
export { wait } from './wait.js'
