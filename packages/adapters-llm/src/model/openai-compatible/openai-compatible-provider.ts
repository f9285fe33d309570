import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { Secret, type Clock } from '@weft/domain/kernel'
import {
  ModelNotConfigured,
  type EmbeddingModel,
  type LanguageModel,
  type ModelRef,
} from '@weft/domain/model'
import { LRUCache } from 'lru-cache'
import type { ModelProvider } from '../model-provider.js'
import type {
  EmbeddingModelSettings,
  LanguageModelSettings,
  OpenAiCompatibleConfiguration,
  ProviderFetch,
} from '../provider-configuration.js'
import { PASSED_THROUGH } from './completion-request.js'
import { eventStreamFetch } from './event-stream-fetch.js'
import { nativeDimensions, takesDimensions } from './known-embedding-model.js'
import { OpenAiEmbeddingModel } from './openai-embedding-model.js'
import { OpenAiLanguageModel } from './openai-language-model.js'
import { plainPromptFetch } from './plain-prompt-fetch.js'
import { toModelCallFailed } from './provider-error.js'
import { createRedactor, type Redact } from './redactor.js'
import { watchedFetch, type Fetch } from './watched-fetch.js'

/** Model names come from documents, so what is kept of them is bounded. */
const MAX_KEPT_MODELS = 200
const DEFAULT_BATCH_SIZE = 64
const DEFAULT_TIMEOUTS = { readMs: 120_000, embeddingReadMs: 300_000 }

type Surroundings = { readonly fetch: ProviderFetch; readonly clock: Clock }
type Sdk = ReturnType<typeof createOpenAICompatible>

/** An endpoint with the OpenAI protocol. Any model name is taken: the endpoint knows which ones it has. */
export class OpenAiCompatibleProvider implements ModelProvider {
  readonly #configuration: OpenAiCompatibleConfiguration
  readonly #sdks: { readonly chat: Sdk; readonly completion: Sdk; readonly embedding: Sdk }
  readonly #clock: Clock
  readonly #redact: Redact
  readonly #languageModels = new LRUCache<string, LanguageModel>({ max: MAX_KEPT_MODELS })
  readonly #embeddingModels = new LRUCache<string, Promise<EmbeddingModel>>({
    max: MAX_KEPT_MODELS,
  })

  constructor(configuration: OpenAiCompatibleConfiguration, { fetch, clock }: Surroundings) {
    this.#configuration = configuration
    this.#clock = clock
    this.#redact = createRedactor(secretsOf(configuration))
    const { readMs, embeddingReadMs } = {
      ...DEFAULT_TIMEOUTS,
      ...configuration.timeouts,
    }
    const limited = (readTimeoutMs: number): Fetch => watchedFetch(fetch, readTimeoutMs)
    const streaming = eventStreamFetch(limited(readMs))
    this.#sdks = {
      chat: createSdk(configuration, streaming),
      completion: createSdk(configuration, plainPromptFetch(streaming)),
      embedding: createSdk(configuration, limited(embeddingReadMs)),
    }
  }

  get id(): string {
    return this.#configuration.id
  }

  get aliases(): readonly string[] {
    return this.#configuration.aliases ?? []
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

  private createLanguageModel(asked: ModelRef): LanguageModel {
    const settings = this.languageModelSettings(asked)
    const { chat, completion } = this.#sdks
    return new OpenAiLanguageModel({
      ref: { provider: this.id, name: asked.name },
      profile: {
        mode: settings.mode,
        contextSize: settings.contextSize,
        features: settings.features && new Set(settings.features),
      },
      pricing: settings.pricing,
      sdk:
        settings.mode === 'chat'
          ? chat.chatModel(asked.name)
          : completion.completionModel(asked.name),
      redact: this.#redact,
      clock: this.#clock,
    })
  }

  private async createEmbeddingModel(asked: ModelRef): Promise<EmbeddingModel> {
    const { batchSize = DEFAULT_BATCH_SIZE, pricing, dimensions } = this.embeddingSettings(asked)
    const sdk = this.#sdks.embedding.embeddingModel(asked.name)
    const native = nativeDimensions(asked.name)
    return new OpenAiEmbeddingModel({
      ref: { provider: this.id, name: asked.name },
      dimensions: dimensions ?? native ?? (await this.measureDimensions(asked)),
      asksForDimensions:
        dimensions !== undefined && dimensions !== native && takesDimensions(asked.name),
      batchSize,
      pricing,
      sdk,
      redact: this.#redact,
      clock: this.#clock,
    })
  }

  private async measureDimensions({ name }: ModelRef): Promise<number> {
    try {
      const { embeddings } = await this.#sdks.embedding.embeddingModel(name).doEmbed({
        values: ['length'],
      })
      return embeddings[0]?.length ?? 0
    } catch (error) {
      const model = { provider: this.id, name }
      throw toModelCallFailed(error, { model, redact: this.#redact, clock: this.#clock })
    }
  }

  private languageModelSettings(asked: ModelRef): LanguageModelSettings {
    const settings = this.settingsOf(asked.name) ?? { mode: 'chat' }
    if (settings.mode !== 'embedding') return settings
    throw new ModelNotConfigured(asked, 'It is configured as an embedding model.')
  }

  private embeddingSettings(asked: ModelRef): EmbeddingModelSettings {
    const settings = this.settingsOf(asked.name) ?? { mode: 'embedding' }
    if (settings.mode === 'embedding') return settings
    throw new ModelNotConfigured(asked, `It is configured as a ${settings.mode} model.`)
  }

  private settingsOf(name: string): LanguageModelSettings | EmbeddingModelSettings | undefined {
    const models = this.#configuration.models ?? {}
    return Object.hasOwn(models, name) ? models[name] : undefined
  }
}

function createSdk(configuration: OpenAiCompatibleConfiguration, fetch: Fetch): Sdk {
  return createOpenAICompatible({
    name: PASSED_THROUGH,
    baseURL: configuration.baseUrl,
    ...(configuration.apiKey ? { apiKey: configuration.apiKey.reveal() } : {}),
    headers: plainHeaders(configuration),
    fetch,
    includeUsage: configuration.reportsUsage ?? true,
    supportsStructuredOutputs: true,
  })
}

function plainHeaders({ headers = {} }: OpenAiCompatibleConfiguration): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      value instanceof Secret ? value.reveal() : value,
    ]),
  )
}

function secretsOf({ apiKey, headers = {} }: OpenAiCompatibleConfiguration): readonly Secret[] {
  const secretHeaders = Object.values(headers).filter((value) => value instanceof Secret)
  return apiKey ? [apiKey, ...secretHeaders] : secretHeaders
}
