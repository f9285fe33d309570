import type { Secret } from '../../kernel/index.js'
import type { EmbeddingModel } from '../embedding-model.js'
import type { LanguageModel } from '../language-model.js'
import type { ModerationModel } from '../moderation-model.js'
import type { RerankModel } from '../rerank-model.js'
import type { SpeechToTextModel } from '../speech-to-text-model.js'
import type { TextToSpeechModel } from '../text-to-speech-model.js'
import type { ModelDescription } from './model-description.js'
import type { ProviderDescription } from './provider-description.js'

/** Values by the variable of the credential form. What is secret is wrapped, so that it cannot be printed. */
export type ProviderCredentials = Readonly<Record<string, string | boolean | Secret>>

export type OpenProviderOptions = {
  /** How the provider calls itself in the models' references and errors; default its id. */
  readonly id?: string
  /** Models somebody added, and what is known better of predefined ones (prices, context size). */
  readonly models?: readonly ModelDescription[]
}

/** The providers that can be spoken to, and the way to speak to them. */
export interface ProviderCatalogue {
  readonly providers: readonly ProviderDescription[]
  /** The provider a document means, in any historical spelling; nothing when nobody knows it. */
  find(spelling: string): ProviderDescription | undefined
  /**
   * The provider as these credentials reach it. Nothing is called yet.
   *
   * @throws NotFound when there is no such provider.
   * @throws ValidationError when a credential is missing or cannot be used.
   */
  open(
    spelling: string,
    credentials: ProviderCredentials,
    options?: OpenProviderOptions,
  ): OpenedProvider
}

/** The models of one provider behind one set of credentials. */
export interface OpenedProvider {
  readonly id: string
  /** @throws ModelNotConfigured when the provider has no such model or none of this type; so do the others. */
  languageModel(name: string): LanguageModel
  /** May make a call to find out how long the vectors are. @throws ModelCallFailed when that fails. */
  embeddingModel(name: string): Promise<EmbeddingModel>
  rerankModel(name: string): RerankModel
  moderationModel(name: string): ModerationModel
  speechToTextModel(name: string): SpeechToTextModel
  textToSpeechModel(name: string): TextToSpeechModel
  /**
   * Names of the models the provider offers to these credentials. It is the cheapest call there is, so it also
   * tells whether the credentials are good.
   *
   * @throws ModelCallFailed when the provider refuses or breaks off.
   * @throws ModelNotConfigured when the provider has no such list.
   */
  availableModels(options: { readonly signal: AbortSignal }): Promise<readonly string[]>
}
