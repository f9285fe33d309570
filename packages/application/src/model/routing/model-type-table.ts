import type { TenantId } from '@weft/domain/kernel'
import type {
  EmbeddingModel,
  FullModelRegistry,
  LanguageModel,
  ModelRef,
  ModelType,
  ModerationModel,
  OpenedProvider,
  RerankModel,
  SpeechToTextModel,
  TextToSpeechModel,
} from '@weft/domain/model'

/** What a model of each type can do. */
export type ModelByType = {
  readonly llm: LanguageModel
  readonly 'text-embedding': EmbeddingModel
  readonly rerank: RerankModel
  readonly moderation: ModerationModel
  readonly speech2text: SpeechToTextModel
  readonly tts: TextToSpeechModel
}

type OpenedBy = {
  readonly [Type in ModelType]: (
    provider: OpenedProvider,
    name: string,
  ) => Promise<ModelByType[Type]>
}

/** How a provider gives a model of each type. */
export const OPENED_BY: OpenedBy = {
  llm: async (provider, name) => provider.languageModel(name),
  'text-embedding': (provider, name) => provider.embeddingModel(name),
  rerank: async (provider, name) => provider.rerankModel(name),
  moderation: async (provider, name) => provider.moderationModel(name),
  speech2text: async (provider, name) => provider.speechToTextModel(name),
  tts: async (provider, name) => provider.textToSpeechModel(name),
}

type FoundBy = {
  readonly [Type in ModelType]: (
    registry: FullModelRegistry,
    tenantId: TenantId,
    ref: ModelRef,
  ) => Promise<ModelByType[Type]>
}

/** How a registry gives a model of each type. */
export const FOUND_BY: FoundBy = {
  llm: (registry, tenantId, ref) => registry.languageModel(tenantId, ref),
  'text-embedding': (registry, tenantId, ref) => registry.embeddingModel(tenantId, ref),
  rerank: (registry, tenantId, ref) => registry.rerankModel(tenantId, ref),
  moderation: (registry, tenantId, ref) => registry.moderationModel(tenantId, ref),
  speech2text: (registry, tenantId, ref) => registry.speechToTextModel(tenantId, ref),
  tts: (registry, tenantId, ref) => registry.textToSpeechModel(tenantId, ref),
}
