import { TokenUsage, type Clock, type Logger, type WeftError } from '@weft/domain/kernel'
import type { CompletionChunk, CompletionRequest, LanguageModel } from '@weft/domain/model'
import { toWeftError, type GenerationBegun, type GenerationEvent } from '../kernel/index.js'
import { ThinkTags } from '../model/index.js'
import type { Answer, AnswerRecorder } from './message-recorder.js'

export type ModelAnswerOptions = {
  readonly begun: GenerationBegun
  readonly model: LanguageModel
  readonly request: CompletionRequest
  /** Any of them ends generation; what was produced by then is the answer. */
  readonly signals: readonly AbortSignal[]
  readonly clock: Clock
  readonly recorder: AnswerRecorder
  readonly logger: Logger
}

/**
 * Tells and records the answer of one model call. Reading no further ends generation, too: the call is broken off and
 * what was produced is stored before the reader's `return` is done.
 */
export async function* streamModelAnswer(
  options: ModelAnswerOptions,
): AsyncGenerator<readonly GenerationEvent[], void, undefined> {
  const left = new AbortController()
  const signal = AbortSignal.any([...options.signals, left.signal])
  const draft = new AnswerDraft(options)
  let isSettled = false
  try {
    yield [options.begun]
    for await (const chunk of options.model.complete(options.request, { signal })) {
      const text = draft.take(chunk)
      if (text !== '') yield [{ type: 'MessageTextStreamed', text }]
    }
    isSettled = true
    yield [await complete(options, draft)]
  } catch (error) {
    isSettled = true
    yield [signal.aborted ? await complete(options, draft) : await fail(options, draft, error)]
  } finally {
    if (!isSettled) {
      left.abort()
      await complete(options, draft)
    }
  }
}

async function complete(
  { recorder, logger }: ModelAnswerOptions,
  draft: AnswerDraft,
): Promise<GenerationEvent> {
  const answer = draft.answer()
  try {
    await recorder.complete(answer)
  } catch (error) {
    logger.error('an answer could not be stored', { error })
    return { type: 'GenerationFailed', error: toWeftError(error) }
  }
  return {
    type: 'MessageEnded',
    answer: answer.answer,
    usage: answer.usage,
    retrieverResources: [],
    files: [],
  }
}

async function fail(
  { recorder, logger }: ModelAnswerOptions,
  draft: AnswerDraft,
  cause: unknown,
): Promise<GenerationEvent> {
  const error: WeftError = toWeftError(cause)
  logger.warn('generation failed', { error: cause })
  try {
    await recorder.fail(draft.answer(), error.message)
  } catch (storingError) {
    logger.error('an answer could not be stored', { error: storingError })
  }
  return { type: 'GenerationFailed', error }
}

/** The answer as far as it has come. */
class AnswerDraft {
  readonly #tags = new ThinkTags()
  readonly #startedAtMs: number
  #text = ''
  #usage: TokenUsage | undefined

  constructor(private readonly options: ModelAnswerOptions) {
    this.#startedAtMs = options.clock.now().getTime()
  }

  /** Adds a chunk; gives the text it adds. */
  take(chunk: CompletionChunk): string {
    if (chunk.type === 'finish') this.#usage = chunk.usage
    const text = this.#tags.textOf(chunk)
    this.#text += text
    return text
  }

  answer(): Answer {
    return { answer: this.#text, usage: this.#usage ?? this.countedUsage(), retrieverResources: [] }
  }

  /** For a call that was broken off: its provider did not get to report what it used. */
  private countedUsage(): TokenUsage {
    const { model, request, clock } = this.options
    const answered = [{ role: 'assistant', content: this.#text } as const]
    return TokenUsage.of({
      promptTokens: model.countTokens(request.messages),
      completionTokens: this.#text === '' ? 0 : model.countTokens(answered),
      latency: (clock.now().getTime() - this.#startedAtMs) / 1000,
    })
  }
}
