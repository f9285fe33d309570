export type {
  GenerationBegun,
  GenerationEvent,
  GenerationFailed,
  MessageEnded,
  MessageTextStreamed,
} from './generation-event.js'
