import { Money, TokenUsage } from '@weft/domain/kernel'
import {
  textOf,
  type CompletionChunk,
  type CompletionRequest,
  type LanguageModel,
  type LanguageModelProfile,
  type ModelRef,
  type ModelRegistry,
  type PromptMessage,
} from '@weft/domain/model'
import { noModels } from './node-harness.js'

const usage = TokenUsage.of({
  promptTokens: 10,
  completionTokens: 5,
  promptUnitPrice: '0.001',
  promptPriceUnit: '0.001',
  promptPrice: Money.of('0.00001'),
})

const finish: CompletionChunk = {
  type: 'finish',
  reason: { unified: 'stop', raw: 'end_turn' },
  usage,
  isUsageCounted: false,
}

export const said = (...texts: string[]): readonly CompletionChunk[] =>
  texts.map((text) => ({ type: 'text', text }))

/** Says what it is told to, and remembers what it was asked. One token per character. */
export class FakeModel implements LanguageModel {
  readonly ref: ModelRef = { provider: 'fake', name: 'model' }
  readonly requests: CompletionRequest[] = []
  readonly profile: LanguageModelProfile

  constructor(
    private readonly chunks: readonly CompletionChunk[],
    options: { readonly profile?: Partial<LanguageModelProfile>; readonly failure?: Error } = {},
  ) {
    this.profile = {
      mode: 'chat',
      contextSize: undefined,
      features: undefined,
      ...options.profile,
    }
    this.failure = options.failure
  }

  private readonly failure: Error | undefined

  async *complete(request: CompletionRequest): AsyncGenerator<CompletionChunk, void, undefined> {
    this.requests.push(request)
    yield* this.chunks
    if (this.failure) throw this.failure
    yield finish
  }

  async countTokens(messages: readonly PromptMessage[]): Promise<number> {
    return messages.reduce((tokens, message) => tokens + textOf(message).length, 0)
  }

  get registry(): ModelRegistry {
    return { ...noModels, languageModel: () => Promise.resolve(this) }
  }

  /** The messages of the last call. */
  get prompt(): readonly PromptMessage[] {
    return this.requests.at(-1)?.messages ?? []
  }
}
