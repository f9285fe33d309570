export { CATALOGUE_AS_OF } from './catalogue/data/as-of.js'
export { createProviderCatalogue } from './catalogue/provider-catalogue.js'
export type { ProviderCatalogueOptions } from './catalogue/provider-catalogue.js'
export { createModelRegistry } from './model-registry.js'
export type { ModelRegistryOptions } from './model-registry.js'
export type { OfflineScript, ScriptedAnswer, ScriptedReply } from './offline/offline-script.js'
export { parseOfflineScript } from './offline/parse-offline-script.js'
export type {
  AzureOpenAiConfiguration,
  BedrockConfiguration,
  EmbeddingModelSettings,
  KeyedConfiguration,
  KnownEndpointConfiguration,
  LanguageModelSettings,
  ModelSettings,
  ModerationModelSettings,
  OfflineConfiguration,
  OpenAiCompatibleConfiguration,
  OpenAiConfiguration,
  Pricing,
  ProviderConfiguration,
  ProviderFetch,
  RemoteConfiguration,
  RerankModelSettings,
  SpeechToTextModelSettings,
  TextToSpeechModelSettings,
} from './provider-configuration.js'
export { isEndpointKind } from './provider/known-endpoint.js'
export type { ModelGuardOptions } from './resilience/model-guard-options.js'
export { ResilientModelGuard } from './resilience/resilient-model-guard.js'
export { ModelTokenCounter } from './token/model-token-counter.js'
export type { CountedModel, TokenizerSource } from './token/model-token-counter.js'
export { encodingOf } from './token/token-encoding.js'
export type { TokenEncoding } from './token/token-encoding.js'
export type { Tokenizer } from './token/tokenizer.js'
