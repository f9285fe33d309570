import type { EmbeddingModel, LanguageModel, ModelRef } from '@weft/domain/model'

/** One configured provider. `asked` is the reference as the document spells it, for error messages. */
export interface ModelProvider {
  readonly id: string
  readonly aliases: readonly string[]
  /** @throws ModelNotConfigured when the provider has no such language model. */
  languageModel(asked: ModelRef): LanguageModel
  /** @throws ModelNotConfigured when the provider has no such embedding model. */
  embeddingModel(asked: ModelRef): Promise<EmbeddingModel>
}
