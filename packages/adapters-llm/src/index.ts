export { createModelRegistry } from './model/index.js'
export type { ModelRegistryOptions } from './model/index.js'
export type {
  LanguageModelSettings,
  EmbeddingModelSettings,
  ModelSettings,
  OfflineConfiguration,
  OpenAiCompatibleConfiguration,
  Pricing,
  ProviderConfiguration,
  ProviderFetch,
} from './model/index.js'
export { estimateTokens, parseOfflineScript } from './model/index.js'
export type { OfflineScript, ScriptedAnswer, ScriptedReply } from './model/index.js'
