import type { Clock } from '@weft/domain/kernel'
import {
  ModelNotConfigured,
  type EmbeddingModel,
  type LanguageModel,
  type ModelRef,
  type ModerationModel,
  type RerankModel,
  type SpeechToTextModel,
  type TextToSpeechModel,
} from '@weft/domain/model'
import { LRUCache } from 'lru-cache'
import type { ModelProvider } from '../model-provider.js'
import type { FilesAs } from '../provider-configuration.js'
import type { EmbeddingDialect } from './embedding-dialect.js'
import type { ModelBook } from './model-book.js'
import type { ProviderClient, ProviderFetches } from './provider-client.js'
import { toModelCallFailed, type ErrorContext } from './provider-error.js'
import type { Redact } from './redactor.js'
import { SdkEmbeddingModel } from './sdk-embedding-model.js'
import { SdkLanguageModel } from './sdk-language-model.js'
import { SdkModerationModel } from './sdk-moderation-model.js'
import { SdkRerankModel } from './sdk-rerank-model.js'
import { SdkSpeechToTextModel, SdkTextToSpeechModel } from './sdk-speech-models.js'
import { ToolCallMemory } from './tool-call-memory.js'

/** Model names come from documents, so what is kept of them is bounded. */
const MAX_KEPT_MODELS = 200
const DEFAULT_BATCH_SIZE = 64

export type RemoteProviderOptions = {
  readonly id: string
  readonly kind: string
  readonly aliases: readonly string[]
  readonly client: ProviderClient
  readonly book: ModelBook
  readonly fetches: ProviderFetches
  readonly filesAs: FilesAs
  readonly redact: Redact
  readonly clock: Clock
}

/** A provider on the network. Any model name is taken: the provider knows which ones it has. */
export class RemoteProvider implements ModelProvider {
  readonly #options: RemoteProviderOptions
  readonly #memory = new ToolCallMemory()
  readonly #languageModels = new LRUCache<string, LanguageModel>({ max: MAX_KEPT_MODELS })
  readonly #embeddingModels = new LRUCache<string, Promise<EmbeddingModel>>({
    max: MAX_KEPT_MODELS,
  })

  constructor(options: RemoteProviderOptions) {
    this.#options = options
  }

  get id(): string {
    return this.#options.id
  }

  get kind(): string {
    return this.#options.kind
  }

  get aliases(): readonly string[] {
    return this.#options.aliases
  }

  languageModel(asked: ModelRef): LanguageModel {
    const kept = this.#languageModels.get(asked.name)
    if (kept) return kept
    const model = this.createLanguageModel(asked)
    this.#languageModels.set(asked.name, model)
    return model
  }

  async embeddingModel(asked: ModelRef): Promise<EmbeddingModel> {
    const kept = this.#embeddingModels.get(asked.name)
    if (kept) return kept
    const model = this.createEmbeddingModel(asked)
    this.#embeddingModels.set(asked.name, model)
    // A model whose first call failed is asked again next time.
    model.catch(() => this.#embeddingModels.delete(asked.name))
    return model
  }

  rerankModel(asked: ModelRef): RerankModel {
    const { client, book } = this.#options
    const { pricing } = book.rerank(asked)
    const call = this.required(client.rerank?.bind(client), asked, 'rerank models')
    return new SdkRerankModel({ ...this.context(asked), pricing, call })
  }

  moderationModel(asked: ModelRef): ModerationModel {
    const { client, book } = this.#options
    book.moderation(asked)
    const call = this.required(client.moderate?.bind(client), asked, 'moderation models')
    return new SdkModerationModel({ ...this.context(asked), call })
  }

  speechToTextModel(asked: ModelRef): SpeechToTextModel {
    const { client, book } = this.#options
    book.speechToText(asked)
    const call = this.required(client.transcribe?.bind(client), asked, 'models that hear')
    return new SdkSpeechToTextModel({ ...this.context(asked), call })
  }

  textToSpeechModel(asked: ModelRef): TextToSpeechModel {
    const { client, book } = this.#options
    const { voices = [], defaultVoice, maxCharacters } = book.textToSpeech(asked)
    const call = this.required(client.speak?.bind(client), asked, 'models that speak')
    const profile = { voices, defaultVoice, maxCharacters, mimeType: 'audio/mpeg' }
    return new SdkTextToSpeechModel({ ...this.context(asked), profile, call })
  }

  async availableModels({ signal }: { readonly signal: AbortSignal }): Promise<readonly string[]> {
    signal.throwIfAborted()
    const { client } = this.#options
    const asked = { provider: this.id, name: '*' }
    const list = this.required(client.availableModels?.bind(client), asked, 'a list of its models')
    try {
      return await list(signal)
    } catch (error) {
      signal.throwIfAborted()
      throw toModelCallFailed(error, this.errorContext(asked))
    }
  }

  private createLanguageModel(asked: ModelRef): LanguageModel {
    const { client, book, fetches, filesAs } = this.#options
    const { mode, contextSize, features, pricing } = book.language(asked)
    const dialectOf = this.required(client.language?.bind(client), asked, 'language models')
    return new SdkLanguageModel({
      ...this.context(asked),
      profile: { mode, contextSize, features: features && new Set(features) },
      pricing,
      dialect: dialectOf(asked.name, mode),
      streamFetch: fetches.stream,
      fileFetch: fetches.file,
      filesAs,
      memory: this.#memory,
    })
  }

  private async createEmbeddingModel(asked: ModelRef): Promise<EmbeddingModel> {
    const { client, book } = this.#options
    const { pricing, dimensions, native, batchSize = DEFAULT_BATCH_SIZE } = book.embedding(asked)
    const dialectOf = this.required(client.embedding?.bind(client), asked, 'embedding models')
    const dialect = dialectOf(asked.name)
    const isShortened = dimensions !== undefined && dimensions !== native && dialect.takesDimensions
    return new SdkEmbeddingModel({
      ...this.context(asked),
      dimensions: dimensions ?? native ?? (await this.measureDimensions(asked, dialect)),
      askedDimensions: isShortened ? dimensions : undefined,
      batchSize: Math.min(batchSize, dialect.maxBatch ?? batchSize),
      pricing,
      dialect,
    })
  }

  private async measureDimensions(asked: ModelRef, dialect: EmbeddingDialect): Promise<number> {
    try {
      const wish = { purpose: 'document', dimensions: undefined } as const
      const { embeddings } = await dialect.sdk.doEmbed({
        values: ['length'],
        providerOptions: dialect.toOptions(wish),
      })
      return embeddings[0]?.length ?? 0
    } catch (error) {
      throw toModelCallFailed(error, this.errorContext(asked))
    }
  }

  private required<T>(ability: T | undefined, asked: ModelRef, what: string): T {
    if (ability !== undefined) return ability
    throw new ModelNotConfigured(asked, `The provider ${this.id} has no ${what}.`)
  }

  private context({ name }: ModelRef) {
    const { redact, clock, book } = this.#options
    const ref = { provider: this.id, name }
    return { ref, wellKnownName: book.wellKnownName(ref), redact, clock }
  }

  private errorContext({ name }: ModelRef): ErrorContext {
    const { redact, clock } = this.#options
    return { model: { provider: this.id, name }, redact, clock }
  }
}
