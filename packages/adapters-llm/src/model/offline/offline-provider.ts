import { ValidationError, type Clock } from '@weft/domain/kernel'
import {
  ModelNotConfigured,
  type EmbeddingModel,
  type LanguageModel,
  type ModelRef,
} from '@weft/domain/model'
import type { ModelProvider } from '../model-provider.js'
import type { OfflineConfiguration } from '../provider-configuration.js'
import { EchoModel } from './echo-model.js'
import { HashEmbeddingModel } from './hash-embedding-model.js'
import { ScriptModel } from './script-model.js'

const ECHO = 'echo'
const HASH_EMBEDDING = 'hash-embedding'

/** Models that need neither key nor network: `echo`, the scripted ones, and `hash-embedding`. */
export class OfflineProvider implements ModelProvider {
  readonly id: string
  readonly aliases: readonly string[]
  private readonly languageModels: ReadonlyMap<string, LanguageModel>
  private readonly embeddingModels: ReadonlyMap<string, EmbeddingModel>

  /** @throws ValidationError when a script takes the name of another model. */
  constructor({ id = 'offline', aliases = [], scripts = {} }: OfflineConfiguration, clock: Clock) {
    this.id = id
    this.aliases = aliases
    refuseTakenNames(Object.keys(scripts))
    const refOf = (name: string): ModelRef => ({ provider: id, name })
    this.languageModels = new Map<string, LanguageModel>([
      [ECHO, new EchoModel(refOf(ECHO), clock)],
      ...Object.entries(scripts).map(
        ([name, script]) => [name, new ScriptModel(refOf(name), script, clock)] as const,
      ),
    ])
    this.embeddingModels = new Map([
      [HASH_EMBEDDING, new HashEmbeddingModel(refOf(HASH_EMBEDDING), clock)],
    ])
  }

  languageModel(asked: ModelRef): LanguageModel {
    return this.languageModels.get(asked.name) ?? this.refuse(asked)
  }

  async embeddingModel(asked: ModelRef): Promise<EmbeddingModel> {
    return this.embeddingModels.get(asked.name) ?? this.refuse(asked)
  }

  private refuse(asked: ModelRef): never {
    const languageModels = [...this.languageModels.keys()].join(', ')
    const embeddingModels = [...this.embeddingModels.keys()].join(', ')
    throw new ModelNotConfigured(
      asked,
      `The provider ${this.id} has the language models ${languageModels} and the embedding model ${embeddingModels}; ` +
        'further language models come from scripts.',
    )
  }
}

function refuseTakenNames(names: readonly string[]): void {
  const taken = names.find((name) => name === ECHO || name === HASH_EMBEDDING)
  if (taken !== undefined)
    throw new ValidationError(`A script cannot be named ${taken}: that is a model of its own.`)
}
