import { TokenUsage, type Clock, type JsonArray } from '@weft/domain/kernel'
import {
  countAnswer,
  defusePlaceholders,
  promptLog,
  type CompletionChunk,
  type CompletionRequest,
  type LanguageModel,
} from '@weft/domain/model'
import { ThinkTags } from '../model/index.js'
import type { AnnotatedAnswer } from './annotation/annotation-replies.js'
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
  #counted: Promise<TokenUsage> | undefined
  #request: CompletionRequest | undefined
  /** The annotation whose answer is said. */
  annotation: AnnotatedAnswer | undefined

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
  async stored(): Promise<Answer> {
    return {
      answer: defusePlaceholders(this.text.trim()),
      usage: await this.usage(),
      retrieverResources: [],
      prompt: this.prompt,
    }
  }

  private get prompt(): JsonArray {
    const { profile } = this.options.model
    return this.#request ? promptLog(this.#request.messages, profile.mode) : []
  }

  /** As the provider reported it, or counted where a call ended before it could. Ask for it at the end. */
  async usage(): Promise<TokenUsage> {
    if (this.#usage) return this.#usage
    if (!this.#request) return TokenUsage.none
    return (this.#counted ??= this.countedUsage(this.#request))
  }

  private async countedUsage({ messages, tools }: CompletionRequest): Promise<TokenUsage> {
    const { model, clock } = this.options
    const latency = (clock.now().getTime() - this.#startedAtMs) / 1000
    const promptTokens = await model.countTokens(messages, tools)
    const completionTokens = await countAnswer(model, { text: this.#produced })
    const tokens = { promptTokens, completionTokens }
    return (model.usageOf?.(tokens) ?? TokenUsage.of(tokens)).lasting(latency)
  }
}
