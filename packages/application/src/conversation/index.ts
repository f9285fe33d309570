export type {
  GenerationBegun,
  GenerationEvent,
  GenerationFailed,
  MessageEnded,
  MessageTextStreamed,
} from '../kernel/index.js'
