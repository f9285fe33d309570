export type {
  GenerationBegun,
  GenerationEvent,
  GenerationFailed,
  MessageEnded,
  MessageTextStreamed,
} from '../kernel/index.js'
export { GenerateResponse } from './generate-response.js'
export type { GenerateResponsePorts } from './generate-response.js'
export type { GenerateResponseArgs, Generation, GenerationStrategy } from './generation-args.js'
export { ModelAppStrategy } from './model-app-strategy.js'
export type { ModelAppStrategyPorts } from './model-app-strategy.js'
export { openConversation } from './open-conversation.js'
export type { LocalConversation, LocalTurnArgs } from './local-conversation.js'
export { ConversationTurns } from './conversation-turns.js'
export { StopGeneration } from './stop-generation.js'
export type { PausedGenerationPorts, StopGenerationArgs } from './stop-generation.js'
export { WorkflowAppStrategy } from './workflow-app-strategy.js'
export type { WorkflowAppStrategyPorts } from './workflow-app-strategy.js'
