export type { EmbeddingModel } from './embedding-model.js'
export type {
  CompletionChunk,
  CompletionRequest,
  FinishReason,
  LanguageModel,
  LanguageModelProfile,
  ModelFeature,
} from './language-model.js'
export { ModelCallFailed, ModelNotConfigured } from './model-error.js'
export type { ModelFailureKind } from './model-error.js'
export { describeModel, parseModelRef } from './model-ref.js'
export type { ModelRef } from './model-ref.js'
export type { ModelRegistry } from './model-registry.js'
export { textOf } from './prompt-message.js'
export type {
  ContentPart,
  MediaPart,
  PromptMessage,
  PromptRole,
  TextPart,
  ToolCall,
  ToolDefinition,
} from './prompt-message.js'
