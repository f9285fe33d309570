import type { TenantId } from '../kernel/index.js'
import type { EmbeddingModel } from './embedding-model.js'
import type { LanguageModel } from './language-model.js'
import type { ModelRef } from './model-ref.js'
import type { ModerationModel } from './moderation-model.js'
import type { RerankModel } from './rerank-model.js'
import type { SpeechToTextModel } from './speech-to-text-model.js'
import type { TextToSpeechModel } from './text-to-speech-model.js'

/** Finds the model a document names among those the workspace has configured. */
export interface ModelRegistry {
  /**
   * The model itself; or, when nobody configured it, the workspace's default model where there is one.
   * Historical spellings of a provider (`openai`, `langgenius/openai/openai`) mean the same.
   *
   * @throws ModelNotConfigured when there is neither.
   */
  languageModel(tenantId: TenantId, ref: ModelRef): Promise<LanguageModel>
  /** @throws ModelNotConfigured as above. */
  embeddingModel(tenantId: TenantId, ref: ModelRef): Promise<EmbeddingModel>
}

/** A registry with the models of every type. What asks for one type only names just that method. */
export interface FullModelRegistry extends ModelRegistry {
  /** @throws ModelNotConfigured as above, for this and the others. */
  rerankModel(tenantId: TenantId, ref: ModelRef): Promise<RerankModel>
  moderationModel(tenantId: TenantId, ref: ModelRef): Promise<ModerationModel>
  speechToTextModel(tenantId: TenantId, ref: ModelRef): Promise<SpeechToTextModel>
  textToSpeechModel(tenantId: TenantId, ref: ModelRef): Promise<TextToSpeechModel>
}

/** Tells what the providers of a registry have on offer. */
export interface ModelOffers {
  /**
   * Names of the models a provider offers, in its order.
   *
   * @param provider the provider's own id.
   * @throws ModelCallFailed when the provider refuses or breaks off.
   * @throws ModelNotConfigured when there is no such provider, or it has no such list.
   */
  offeredModels(
    provider: string,
    options: { readonly signal: AbortSignal },
  ): Promise<readonly string[]>
}
