export { createModelRegistry } from './model-registry.js'
export type { ModelRegistryOptions } from './model-registry.js'
export type { OfflineScript, ScriptedAnswer, ScriptedReply } from './offline/offline-script.js'
export { parseOfflineScript } from './offline/parse-offline-script.js'
export type {
  EmbeddingModelSettings,
  LanguageModelSettings,
  ModelSettings,
  OfflineConfiguration,
  OpenAiCompatibleConfiguration,
  Pricing,
  ProviderConfiguration,
  ProviderFetch,
} from './provider-configuration.js'
export { estimateTokens } from './token-estimate.js'
