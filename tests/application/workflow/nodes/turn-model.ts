import { Money, TokenUsage, type JsonObject } from '@weft/domain/kernel'
import {
  textOf,
  type CompletionChunk,
  type CompletionRequest,
  type LanguageModel,
  type LanguageModelProfile,
  type ModelRegistry,
  type PromptMessage,
  type ToolCall,
} from '@weft/domain/model'
import type { NodeOutcome } from '@weft/domain/workflow'
import { noModels } from './node-harness.js'

export type Turn = {
  readonly text?: string | readonly string[]
  readonly reasoning?: string
  readonly calls?: readonly ToolCall[]
  readonly usage?: TokenUsage
  readonly failure?: Error
}

export const tokens = (promptTokens: number, completionTokens: number, unitPrice = '0.001') =>
  TokenUsage.of({
    promptTokens,
    completionTokens,
    promptUnitPrice: unitPrice,
    promptPrice: Money.of('0.01'),
  })

export const call = (name: string, args: unknown, id = `call-${name}`): ToolCall => ({
  id,
  name,
  arguments: typeof args === 'string' ? args : JSON.stringify(args),
})

/** Plays one turn per call, the last one again and again, and remembers what it was asked. */
export class TurnModel implements LanguageModel {
  readonly ref
  readonly requests: CompletionRequest[] = []
  readonly profile: LanguageModelProfile

  constructor(
    private readonly turns: readonly Turn[],
    options: { readonly profile?: Partial<LanguageModelProfile>; readonly provider?: string } = {},
  ) {
    this.ref = { provider: options.provider ?? 'fake', name: 'model' }
    this.profile = {
      mode: 'chat',
      contextSize: undefined,
      features: undefined,
      ...options.profile,
    }
  }

  async *complete(request: CompletionRequest): AsyncGenerator<CompletionChunk, void, undefined> {
    const turn = this.turns[Math.min(this.requests.length, this.turns.length - 1)] ?? {}
    this.requests.push(request)
    if (turn.reasoning !== undefined) yield { type: 'reasoning', text: turn.reasoning }
    for (const text of [turn.text ?? []].flat()) yield { type: 'text', text }
    for (const toolCall of turn.calls ?? []) yield { type: 'tool-call', call: toolCall }
    if (turn.failure) throw turn.failure
    yield {
      type: 'finish',
      reason: { unified: 'stop', raw: 'stop' },
      usage: turn.usage ?? tokens(10, 5),
      isUsageCounted: false,
    }
  }

  async countTokens(messages: readonly PromptMessage[]): Promise<number> {
    return messages.reduce((sum, message) => sum + textOf(message).length, 0)
  }

  get registry(): ModelRegistry {
    return { ...noModels, languageModel: () => Promise.resolve(this) }
  }

  /** The messages of a call, the first by default. */
  prompt(index = 0): readonly PromptMessage[] {
    return this.requests[index]?.messages ?? []
  }
}

/** The outputs of a node, whichever way it ended. */
export const outputsOf = (outcome: NodeOutcome): JsonObject | undefined =>
  'outputs' in outcome ? outcome.outputs : undefined
