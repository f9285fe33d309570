import { ValidationError, type Clock } from '@weft/domain/kernel'
import {
  ModelNotConfigured,
  type EmbeddingModel,
  type LanguageModel,
  type ModelRef,
  type ModerationModel,
  type RerankModel,
} from '@weft/domain/model'
import type { ModelProvider } from '../model-provider.js'
import type { OfflineConfiguration } from '../provider-configuration.js'
import { EchoModel } from './echo-model.js'
import { HashEmbeddingModel } from './hash-embedding-model.js'
import { HashRerankModel } from './hash-rerank-model.js'
import { ScriptModel } from './script-model.js'
import { WordModerationModel } from './word-moderation-model.js'

const ECHO = 'echo'
const HASH_EMBEDDING = 'hash-embedding'
const HASH_RERANK = 'hash-rerank'
const WORD_MODERATION = 'word-moderation'

/** Models that need neither key nor network: `echo`, the scripted ones, `hash-embedding` and the like. */
export class OfflineProvider implements ModelProvider {
  readonly id: string
  readonly kind = 'offline'
  readonly aliases: readonly string[]
  private readonly languageModels: ReadonlyMap<string, LanguageModel>
  private readonly embeddingModels: ReadonlyMap<string, EmbeddingModel>
  private readonly reranker: RerankModel
  private readonly moderator: ModerationModel

  /** @throws ValidationError when a script takes the name of another model. */
  constructor(
    { id = 'offline', aliases = [], scripts = {}, moderatedWords = [] }: OfflineConfiguration,
    clock: Clock,
  ) {
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
    this.reranker = new HashRerankModel(refOf(HASH_RERANK), clock)
    this.moderator = new WordModerationModel(refOf(WORD_MODERATION), moderatedWords)
  }

  languageModel(asked: ModelRef): LanguageModel {
    return this.languageModels.get(asked.name) ?? this.refuse(asked)
  }

  async embeddingModel(asked: ModelRef): Promise<EmbeddingModel> {
    return this.embeddingModels.get(asked.name) ?? this.refuse(asked)
  }

  rerankModel(asked: ModelRef): RerankModel {
    return asked.name === HASH_RERANK ? this.reranker : this.refuse(asked)
  }

  moderationModel(asked: ModelRef): ModerationModel {
    return asked.name === WORD_MODERATION ? this.moderator : this.refuse(asked)
  }

  speechToTextModel(asked: ModelRef): never {
    return this.refuse(asked)
  }

  textToSpeechModel(asked: ModelRef): never {
    return this.refuse(asked)
  }

  async availableModels({ signal }: { readonly signal: AbortSignal }): Promise<readonly string[]> {
    signal.throwIfAborted()
    const named = [...this.languageModels.keys(), ...this.embeddingModels.keys()]
    return [...named, HASH_RERANK, WORD_MODERATION]
  }

  private refuse(asked: ModelRef): never {
    const languageModels = [...this.languageModels.keys()].join(', ')
    const embeddingModels = [...this.embeddingModels.keys()].join(', ')
    throw new ModelNotConfigured(
      asked,
      `The provider ${this.id} has the language models ${languageModels} the embedding model ${embeddingModels}, ` +
        `the rerank model ${HASH_RERANK} and the moderation model ${WORD_MODERATION}; ` +
        'further language models come from scripts.',
    )
  }
}

function refuseTakenNames(names: readonly string[]): void {
  const taken = names.find((name) => name === ECHO || name === HASH_EMBEDDING)
  if (taken !== undefined)
    throw new ValidationError(`A script cannot be named ${taken}: that is a model of its own.`)
}
