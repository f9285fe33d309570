import { TokenUsage, type Clock, type JsonArray } from '@weft/domain/kernel'
import {
  defusePlaceholders,
  promptLog,
  type CompletionChunk,
  type CompletionRequest,
  type LanguageModel,
} from '@weft/domain/model'
import { ThinkTags } from '../model/index.js'
import type { Answer } from './message-recorder.js'
import type { AnswerGuard } from './moderation/answer-guard.js'

export type AnswerDraftOptions = {
  readonly model: LanguageModel
  readonly clock: Clock
  /** What watches over the answer; absent where nothing does. */
  readonly guard?: AnswerGuard | undefined
}

/** An answer as far as it has come: said outright, or by a model. */
export class AnswerDraft {
  readonly #tags = new ThinkTags()
  readonly #startedAtMs: number
  #produced = ''
  #usage: TokenUsage | undefined
  #request: CompletionRequest | undefined

  constructor(private readonly options: AnswerDraftOptions) {
    this.#startedAtMs = options.clock.now().getTime()
  }

  /** The answer as readers see it. */
  get text(): string {
    const { guard } = this.options
    return guard && this.#request ? guard.text : this.#produced
  }

  /** Adds what is said without asking a model. */
  say(text: string): void {
    this.#produced += text
  }

  /** The model is asked now. */
  ask(request: CompletionRequest): void {
    this.#request = request
  }

  /** Adds a chunk; gives the text it adds. */
  take(chunk: CompletionChunk): string {
    if (chunk.type === 'finish') this.#usage = chunk.usage
    const text = this.#tags.textOf(chunk)
    this.#produced += text
    this.options.guard?.add(text)
    return text
  }

  /** Has the answer looked at as a whole, where something watches over it. */
  async finish(): Promise<void> {
    if (this.#request) await this.options.guard?.finish()
  }

  /** As it is stored: without blanks around it, and without anything a later prompt would fill in. */
  get stored(): Answer {
    return {
      answer: defusePlaceholders(this.text.trim()),
      usage: this.usage,
      retrieverResources: [],
      prompt: this.prompt,
    }
  }

  private get prompt(): JsonArray {
    const { profile } = this.options.model
    return this.#request ? promptLog(this.#request.messages, profile.mode) : []
  }

  get usage(): TokenUsage {
    return this.#usage ?? (this.#request ? this.countedUsage(this.#request) : TokenUsage.none)
  }

  /** For a call that was broken off: its provider did not get to report what it used. */
  private countedUsage({ messages }: CompletionRequest): TokenUsage {
    const { model, clock } = this.options
    const answered = [{ role: 'assistant', content: this.#produced } as const]
    return TokenUsage.of({
      promptTokens: model.countTokens(messages),
      completionTokens: this.#produced === '' ? 0 : model.countTokens(answered),
      latency: (clock.now().getTime() - this.#startedAtMs) / 1000,
    })
  }
}
