import { ValidationError, type Clock, type TenantId } from '@weft/domain/kernel'
import {
  describeModel,
  ModelNotConfigured,
  type EmbeddingModel,
  type FullModelRegistry,
  type LanguageModel,
  type ModelOffers,
  type ModelRef,
  type ModerationModel,
  type RerankModel,
  type SpeechToTextModel,
  type TextToSpeechModel,
} from '@weft/domain/model'
import { knownProvider, remedyFor } from './catalogue/known-provider.js'
import { createProvider } from './create-provider.js'
import type { ModelProvider } from './model-provider.js'
import type { FilesAs, ProviderConfiguration, ProviderFetch } from './provider-configuration.js'
import { findProvider, isGenericSpelling } from './provider-spelling.js'

export type ModelRegistryOptions = {
  /** Where two answer to the same spelling, the first one wins. */
  readonly providers: readonly ProviderConfiguration[]
  /** Used for every language model nobody configured. */
  readonly defaultModel?: ModelRef
  /** Used for every embedding model nobody configured. */
  readonly defaultEmbeddingModel?: ModelRef
  /** The same for the further types of models. */
  readonly defaultRerankModel?: ModelRef
  readonly defaultModerationModel?: ModelRef
  readonly defaultSpeechToTextModel?: ModelRef
  readonly defaultTextToSpeechModel?: ModelRef
  /** The only way out to the network. */
  readonly fetch: ProviderFetch
  /** Default: the machine's. */
  readonly clock?: Clock
  /** The way to attached files, which anybody may name; default `fetch`. */
  readonly fileFetch?: ProviderFetch
  /** Default `url`. */
  readonly filesAs?: FilesAs
  /** What to do when a model is not configured, as a sentence for the person at hand. */
  readonly remedy?: (asked: ModelRef) => string
}

const systemClock: Clock = { now: () => new Date() }

/**
 * The models of a workspace, from configuration.
 *
 * @throws ValidationError when two providers have the same id or a default model names an unknown provider.
 */
export function createModelRegistry(
  options: ModelRegistryOptions,
): FullModelRegistry & ModelOffers {
  return new ConfiguredModelRegistry(options)
}

class ConfiguredModelRegistry implements FullModelRegistry, ModelOffers {
  private readonly providers: readonly ModelProvider[]

  constructor(private readonly options: ModelRegistryOptions) {
    const { fetch, fileFetch, clock = systemClock, filesAs } = options
    const surroundings = { fetch, fileFetch, clock, filesAs }
    this.providers = options.providers.map((one) => createProvider(one, surroundings))
    refuseRepeatedIds(this.providers)
    for (const model of defaultsOf(options))
      if (!this.find(model.provider))
        throw new ValidationError(
          `The default model ${describeModel(model)} names a provider that is not configured.`,
        )
  }

  async languageModel(_tenantId: TenantId, asked: ModelRef): Promise<LanguageModel> {
    const { provider, ref } = this.resolve(asked, this.options.defaultModel)
    return provider.languageModel(ref)
  }

  async embeddingModel(_tenantId: TenantId, asked: ModelRef): Promise<EmbeddingModel> {
    const { provider, ref } = this.resolve(asked, this.options.defaultEmbeddingModel)
    return provider.embeddingModel(ref)
  }

  async rerankModel(_tenantId: TenantId, asked: ModelRef): Promise<RerankModel> {
    const { provider, ref } = this.resolve(asked, this.options.defaultRerankModel)
    return provider.rerankModel(ref)
  }

  async moderationModel(_tenantId: TenantId, asked: ModelRef): Promise<ModerationModel> {
    const { provider, ref } = this.resolve(asked, this.options.defaultModerationModel)
    return provider.moderationModel(ref)
  }

  async speechToTextModel(_tenantId: TenantId, asked: ModelRef): Promise<SpeechToTextModel> {
    const { provider, ref } = this.resolve(asked, this.options.defaultSpeechToTextModel)
    return provider.speechToTextModel(ref)
  }

  async textToSpeechModel(_tenantId: TenantId, asked: ModelRef): Promise<TextToSpeechModel> {
    const { provider, ref } = this.resolve(asked, this.options.defaultTextToSpeechModel)
    return provider.textToSpeechModel(ref)
  }

  async offeredModels(
    id: string,
    options: { readonly signal: AbortSignal },
  ): Promise<readonly string[]> {
    const provider = this.providers.find((one) => one.id === id)
    if (provider) return provider.availableModels(options)
    throw new ModelNotConfigured({ provider: id, name: '*' }, remedyFor(id))
  }

  private resolve(
    asked: ModelRef,
    fallback: ModelRef | undefined,
  ): { readonly provider: ModelProvider; readonly ref: ModelRef } {
    const named = this.find(asked.provider)
    if (named) return { provider: named, ref: asked }
    const standIn = fallback && this.find(fallback.provider)
    if (standIn) return { provider: standIn, ref: fallback }
    throw new ModelNotConfigured(asked, this.options.remedy?.(asked) ?? remedyFor(asked.provider))
  }

  private find(spelling: string): ModelProvider | undefined {
    return (
      findProvider(this.providers, spelling) ??
      this.findByKind(spelling) ??
      this.findGeneric(spelling)
    )
  }

  /** Another name of the same provider: `tongyi` for one that is configured as `qwen`. */
  private findByKind(spelling: string): ModelProvider | undefined {
    const meant = knownProvider(spelling)?.kind
    if (meant === undefined) return undefined
    return (
      this.providers.find(({ kind }) => kind === meant) ??
      this.providers.find(({ id }) => knownProvider(id)?.kind === meant)
    )
  }

  private findGeneric(spelling: string): ModelProvider | undefined {
    if (!isGenericSpelling(spelling)) return undefined
    return this.providers.find(({ kind }) => kind === 'openai-compatible')
  }
}

function defaultsOf(options: ModelRegistryOptions): readonly ModelRef[] {
  return [
    options.defaultModel,
    options.defaultEmbeddingModel,
    options.defaultRerankModel,
    options.defaultModerationModel,
    options.defaultSpeechToTextModel,
    options.defaultTextToSpeechModel,
  ].filter((model) => model !== undefined)
}

function refuseRepeatedIds(providers: readonly ModelProvider[]): void {
  const seen = new Set<string>()
  for (const { id } of providers) {
    if (seen.has(id)) throw new ValidationError(`The provider ${id} is configured twice.`)
    seen.add(id)
  }
}
