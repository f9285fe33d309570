import type { TenantId } from '../kernel/index.js'
import type { EmbeddingModel } from './embedding-model.js'
import type { LanguageModel } from './language-model.js'
import type { ModelRef } from './model-ref.js'

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
