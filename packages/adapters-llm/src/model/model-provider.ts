import type {
  EmbeddingModel,
  LanguageModel,
  ModelRef,
  ModerationModel,
  RerankModel,
  SpeechToTextModel,
  TextToSpeechModel,
} from '@weft/domain/model'

/** One configured provider. `asked` is the reference as the document spells it, for error messages. */
export interface ModelProvider {
  readonly id: string
  /** What it is: `openai`, `anthropic`, `openai-compatible`, … */
  readonly kind: string
  readonly aliases: readonly string[]
  /** @throws ModelNotConfigured when the provider has no such language model; so do the others. */
  languageModel(asked: ModelRef): LanguageModel
  embeddingModel(asked: ModelRef): Promise<EmbeddingModel>
  rerankModel(asked: ModelRef): RerankModel
  moderationModel(asked: ModelRef): ModerationModel
  speechToTextModel(asked: ModelRef): SpeechToTextModel
  textToSpeechModel(asked: ModelRef): TextToSpeechModel
  /** @throws ModelNotConfigured when the provider has no list of its models. */
  availableModels(options: { readonly signal: AbortSignal }): Promise<readonly string[]>
}
