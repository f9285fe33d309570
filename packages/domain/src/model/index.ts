export { assembleAdvancedPrompt } from './basic-prompt/advanced-prompt.js'
export type {
  AdvancedPromptConfiguration,
  PromptTemplateMessage,
} from './basic-prompt/advanced-prompt.js'
export type { BasicPrompt, BasicPromptMaterial } from './basic-prompt/basic-prompt.js'
export { DEFAULT_PREFIXES, historyMessages, historyText } from './basic-prompt/prompt-history.js'
export type { HistoryPrefixes, HistoryRound, TokenCounter } from './basic-prompt/prompt-history.js'
export { fillPromptTemplate, promptPlaceholders } from './basic-prompt/prompt-template.js'
export type { PromptValues } from './basic-prompt/prompt-template.js'
export { assembleSimplePrompt } from './basic-prompt/simple-prompt.js'
export type { SimplePromptConfiguration } from './basic-prompt/simple-prompt.js'
export { configuredMaxTokens, fitMaxTokens, tokensForHistory } from './basic-prompt/token-limit.js'
export type { TokenBudget } from './basic-prompt/token-limit.js'
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
export { attachMedia, fitContent } from './prompt/fit-content.js'
export { promptRecord } from './prompt/prompt-record.js'
export { ReasoningSplitter } from './prompt/reasoning-splitter.js'
export type { ReasoningPiece } from './prompt/reasoning-splitter.js'
export { splitReasoning } from './prompt/split-reasoning.js'
export { usageRecord } from './prompt/usage-record.js'
