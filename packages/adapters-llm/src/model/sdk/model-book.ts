import {
  featuresOf,
  ModelNotConfigured,
  type ModelDescription,
  type ModelFeature,
  type ModelRef,
  type ModelType,
} from '@weft/domain/model'
import type {
  EmbeddingModelSettings,
  LanguageModelSettings,
  ModelSettings,
  RerankModelSettings,
  TextToSpeechModelSettings,
} from '../provider-configuration.js'

/** What holds for every model that nothing else is known of. */
export type BookDefaults = {
  /** The well-known model that a model of another name is. */
  readonly baseModel?: string
  readonly mode?: 'chat' | 'completion'
  readonly contextSize?: number
  readonly features?: readonly ModelFeature[]
}

export type ModelBookContent = {
  readonly configured: Readonly<Record<string, ModelSettings>>
  /** The well-known models that models of other names are. */
  readonly baseModels?: Readonly<Record<string, string>>
  /** Where a model is described twice, the later description counts. */
  readonly described: readonly ModelDescription[]
  readonly defaults?: BookDefaults | undefined
}

/** What is known of a provider's models: what was configured, and behind it what the catalogue says. */
export class ModelBook {
  private readonly configured: ModelBookContent['configured']
  private readonly described: ReadonlyMap<string, ModelDescription>
  private readonly baseModels: ReadonlyMap<string, string>
  private readonly defaults: BookDefaults

  constructor({ configured, baseModels = {}, described, defaults = {} }: ModelBookContent) {
    this.configured = configured
    this.baseModels = new Map(Object.entries(baseModels))
    this.described = new Map(described.map((model) => [`${model.type} ${model.name}`, model]))
    this.defaults = defaults
  }

  /** The name of the well-known model it is, where it goes by another one. */
  wellKnownName({ name }: ModelRef): string {
    return this.defaults.baseModel ?? name
  }

  /** @throws ModelNotConfigured when it is configured as a model of another type; so do the others. */
  language(asked: ModelRef): LanguageModelSettings {
    const known = this.describe(asked, 'llm')
    const { mode, contextSize, features } = this.defaults
    return {
      mode: known?.properties.mode ?? mode ?? 'chat',
      ...given('contextSize', known?.properties.contextSize ?? contextSize),
      ...given('features', (known && featuresOf(known)) ?? features),
      ...given('pricing', known?.pricing),
      ...this.configuredAs(asked, (settings) =>
        settings.mode === 'chat' || settings.mode === 'completion' ? settings : undefined,
      ),
    }
  }

  /** `native` is the length of the model's own vectors. */
  embedding(asked: ModelRef): EmbeddingModelSettings & { readonly native?: number } {
    const known = this.describe(asked, 'text-embedding')
    return {
      mode: 'embedding',
      ...given('native', known?.properties.dimensions),
      ...given('batchSize', known?.properties.maxChunks),
      ...given('pricing', known?.pricing),
      ...this.configuredAs(asked, (settings) =>
        settings.mode === 'embedding' ? settings : undefined,
      ),
    }
  }

  rerank(asked: ModelRef): RerankModelSettings {
    return {
      mode: 'rerank',
      ...given('pricing', this.describe(asked, 'rerank')?.pricing),
      ...this.configuredAs(asked, (settings) =>
        settings.mode === 'rerank' ? settings : undefined,
      ),
    }
  }

  moderation(asked: ModelRef): void {
    this.configuredAs(asked, (settings) => (settings.mode === 'moderation' ? settings : undefined))
  }

  speechToText(asked: ModelRef): void {
    this.configuredAs(asked, (settings) =>
      settings.mode === 'speech-to-text' ? settings : undefined,
    )
  }

  textToSpeech(asked: ModelRef): TextToSpeechModelSettings {
    const properties = this.describe(asked, 'tts')?.properties
    return {
      mode: 'text-to-speech',
      ...given('voices', properties?.voices),
      ...given('defaultVoice', properties?.defaultVoice),
      ...given('maxCharacters', properties?.wordLimit),
      ...this.configuredAs(asked, (settings) =>
        settings.mode === 'text-to-speech' ? settings : undefined,
      ),
    }
  }

  private describe({ name }: ModelRef, type: ModelType): ModelDescription | undefined {
    const baseModel = this.baseModels.get(name) ?? this.defaults.baseModel
    return (
      this.described.get(`${type} ${name}`) ??
      (baseModel === undefined ? undefined : this.described.get(`${type} ${baseModel}`))
    )
  }

  private configuredAs<T extends ModelSettings>(
    asked: ModelRef,
    ofType: (settings: ModelSettings) => T | undefined,
  ): T | undefined {
    if (!Object.hasOwn(this.configured, asked.name)) return undefined
    const settings = this.configured[asked.name]
    const wanted = settings && ofType(settings)
    if (!settings || wanted) return wanted
    const article = /^[aeiou]/.test(settings.mode) ? 'an' : 'a'
    throw new ModelNotConfigured(asked, `It is configured as ${article} ${settings.mode} model.`)
  }
}

function given<K extends string, V>(
  key: K,
  value: V | undefined,
): Partial<Record<K, V>> | undefined {
  return value === undefined ? undefined : ({ [key]: value } as Record<K, V>)
}
