export {
  CATALOGUE_AS_OF,
  createModelRegistry,
  createProviderCatalogue,
  encodingOf,
  isEndpointKind,
  ModelTokenCounter,
  ResilientModelGuard,
} from './model/index.js'
export type {
  CountedModel,
  ModelGuardOptions,
  ModelRegistryOptions,
  ProviderCatalogueOptions,
  TokenEncoding,
  Tokenizer,
  TokenizerSource,
} from './model/index.js'
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
} from './model/index.js'
export { parseOfflineScript } from './model/index.js'
export type { OfflineScript, ScriptedAnswer, ScriptedReply } from './model/index.js'
