import type { Clock } from '@weft/domain/kernel'
import type {
  CompletionChunk,
  CompletionRequest,
  LanguageModel,
  ModelRef,
  PromptMessage,
  ToolDefinition,
} from '@weft/domain/model'
import { CallMeter } from '../call-meter.js'
import { ModelTokenCounter } from '../token/model-token-counter.js'
import { lastUserText } from './last-user-text.js'
import { OFFLINE_PROFILE } from './offline-profile.js'

/** A word with the space behind it, an ideograph or kana by itself, or leading space. Together: the whole text. */
const WORDS =
  /(?:[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]|[^\s\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]+)\s*|\s+/gu

/** Says the last user message again, word by word. */
export class EchoModel implements LanguageModel {
  readonly profile = OFFLINE_PROFILE
  private readonly counter: ModelTokenCounter

  constructor(
    readonly ref: ModelRef,
    private readonly clock: Clock,
  ) {
    this.counter = new ModelTokenCounter(ref)
  }

  async *complete(
    { messages, tools }: CompletionRequest,
    { signal }: { readonly signal: AbortSignal },
  ): AsyncGenerator<CompletionChunk, void, undefined> {
    signal.throwIfAborted()
    const meter = new CallMeter(this.clock, undefined)
    const text = lastUserText(messages)
    for (const word of text.match(WORDS) ?? []) {
      meter.contentArrived()
      yield { type: 'text', text: word }
      signal.throwIfAborted()
    }
    meter.ended()
    const counts = {
      promptTokens: await this.countTokens(messages, tools),
      completionTokens: await this.counter.countTexts([text]),
    }
    yield {
      type: 'finish',
      reason: { unified: 'stop', raw: 'stop' },
      usage: meter.usage(counts),
      isUsageCounted: true,
    }
  }

  countTokens(
    messages: readonly PromptMessage[],
    tools?: readonly ToolDefinition[],
  ): Promise<number> {
    return this.counter.countPrompt(messages, tools)
  }
}
