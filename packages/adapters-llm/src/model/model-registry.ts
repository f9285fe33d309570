import { ValidationError, type Clock, type TenantId } from '@weft/domain/kernel'
import {
  describeModel,
  ModelNotConfigured,
  type EmbeddingModel,
  type LanguageModel,
  type ModelRef,
  type ModelRegistry,
} from '@weft/domain/model'
import type { ModelProvider } from './model-provider.js'
import { OfflineProvider } from './offline/offline-provider.js'
import { OpenAiCompatibleProvider } from './openai-compatible/openai-compatible-provider.js'
import type { ProviderConfiguration, ProviderFetch } from './provider-configuration.js'
import { findProvider, isGenericSpelling } from './provider-spelling.js'

export type ModelRegistryOptions = {
  /** Where two answer to the same spelling, the first one wins. */
  readonly providers: readonly ProviderConfiguration[]
  /** Used for every language model nobody configured. */
  readonly defaultModel?: ModelRef
  /** Used for every embedding model nobody configured. */
  readonly defaultEmbeddingModel?: ModelRef
  /** The only way out to the network. */
  readonly fetch: ProviderFetch
  /** Default: the machine's. */
  readonly clock?: Clock
  /** What to do when a model is not configured, as a sentence for the person at hand. */
  readonly remedy?: (asked: ModelRef) => string
}

const systemClock: Clock = { now: () => new Date() }

/**
 * The models of a workspace, from configuration.
 *
 * @throws ValidationError when two providers have the same id or a default model names an unknown provider.
 */
export function createModelRegistry(options: ModelRegistryOptions): ModelRegistry {
  return new ConfiguredModelRegistry(options)
}

class ConfiguredModelRegistry implements ModelRegistry {
  private readonly providers: readonly ModelProvider[]

  constructor(private readonly options: ModelRegistryOptions) {
    this.providers = options.providers.map((provider) => createProvider(provider, options))
    refuseRepeatedIds(this.providers)
    for (const model of [options.defaultModel, options.defaultEmbeddingModel])
      if (model && !this.find(model.provider))
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

  private resolve(
    asked: ModelRef,
    fallback: ModelRef | undefined,
  ): { readonly provider: ModelProvider; readonly ref: ModelRef } {
    const named = this.find(asked.provider)
    if (named) return { provider: named, ref: asked }
    const standIn = fallback && this.find(fallback.provider)
    if (standIn) return { provider: standIn, ref: fallback }
    throw new ModelNotConfigured(asked, this.options.remedy?.(asked) ?? defaultRemedy(asked))
  }

  private find(spelling: string): ModelProvider | undefined {
    return findProvider(this.providers, spelling) ?? this.findGeneric(spelling)
  }

  private findGeneric(spelling: string): ModelProvider | undefined {
    if (!isGenericSpelling(spelling)) return undefined
    return this.providers.find((provider) => provider instanceof OpenAiCompatibleProvider)
  }
}

function createProvider(
  configuration: ProviderConfiguration,
  { fetch, clock = systemClock }: ModelRegistryOptions,
): ModelProvider {
  return configuration.kind === 'offline'
    ? new OfflineProvider(configuration, clock)
    : new OpenAiCompatibleProvider(configuration, { fetch, clock })
}

function refuseRepeatedIds(providers: readonly ModelProvider[]): void {
  const seen = new Set<string>()
  for (const { id } of providers) {
    if (seen.has(id)) throw new ValidationError(`The provider ${id} is configured twice.`)
    seen.add(id)
  }
}

function defaultRemedy(asked: ModelRef): string {
  return `Configure a provider with the id ${JSON.stringify(asked.provider)}, or choose a default model.`
}
