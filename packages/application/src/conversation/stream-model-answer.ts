import type { Clock, Logger, WeftError } from '@weft/domain/kernel'
import type { CompletionRequest, LanguageModel } from '@weft/domain/model'
import {
  toWeftError,
  type GenerationBegun,
  type GenerationEvent,
  type MessageReplaced,
} from '../kernel/index.js'
import type { AnnotatedAnswer } from './annotation/annotation-replies.js'
import { AnswerDraft } from './answer-draft.js'
import type { AnswerRecorder } from './message-recorder.js'
import type { AnswerGuard } from './moderation/answer-guard.js'
import { watchAnswer } from './moderation/watch-answer.js'
import { sayPreset, type Speech } from './say-preset.js'

/** What is to be done about a message: ask the model, or say a text that is known already. */
export type Question =
  | { readonly type: 'ask'; readonly request: CompletionRequest }
  | {
      readonly type: 'say'
      readonly text: string
      /** Where the text is an annotation's. */
      readonly annotation?: AnnotatedAnswer
    }

export type ModelAnswerOptions = {
  readonly begun: GenerationBegun
  readonly model: LanguageModel
  /** Finds out what is to be done, once the answer has begun. What it rejects with is how the answer ends. */
  readonly question: (options: { readonly signal: AbortSignal }) => Promise<Question>
  /** Any of them ends generation; what was produced by then is the answer. */
  readonly signals: readonly AbortSignal[]
  readonly clock: Clock
  readonly recorder: AnswerRecorder
  readonly logger: Logger
  /** What watches over the answer; absent where nothing does. */
  readonly guard?: AnswerGuard | undefined
  /** How a text that is known already is told. Default: at once. */
  readonly speech?: Speech
}

type Events = AsyncGenerator<readonly GenerationEvent[], void, undefined>

/**
 * Tells and records the answer of one model call. Reading no further ends generation, too: the call is broken off and
 * what was produced is stored before the reader's `return` is done.
 */
export async function* streamModelAnswer(options: ModelAnswerOptions): Events {
  const left = new AbortController()
  const signal = AbortSignal.any([...options.signals, left.signal])
  const draft = new AnswerDraft(options)
  let isSettled = false
  try {
    yield [options.begun]
    yield* answer(options, draft, signal)
    isSettled = true
    yield await complete(options, draft)
  } catch (error) {
    isSettled = true
    yield signal.aborted ? await complete(options, draft) : [await fail(options, draft, error)]
  } finally {
    if (!isSettled) {
      left.abort()
      await complete(options, draft)
    }
  }
}

async function* answer(
  options: ModelAnswerOptions,
  draft: AnswerDraft,
  signal: AbortSignal,
): Events {
  const question = await options.question({ signal })
  if (question.type === 'say') {
    draft.annotation = question.annotation
    for await (const text of sayPreset(question.text, { ...options.speech, signal })) {
      draft.say(text)
      yield [{ type: 'MessageTextStreamed', text }]
    }
    return
  }
  draft.ask(question.request)
  const { guard } = options
  yield* guard
    ? listenGuarded(options, { draft, guard, request: question.request, signal })
    : listen(options, { draft, request: question.request, signal })
}

type Listening = {
  readonly draft: AnswerDraft
  readonly request: CompletionRequest
  readonly signal: AbortSignal
}

async function* listen(
  { model }: ModelAnswerOptions,
  { draft, request, signal }: Listening,
): Events {
  for await (const chunk of model.complete(request, { signal })) {
    const text = draft.take(chunk)
    if (text !== '') yield [{ type: 'MessageTextStreamed', text }]
  }
}

/** Breaks the call off once nothing more of the answer is wanted. */
async function* listenGuarded(
  { model }: ModelAnswerOptions,
  { draft, guard, request, signal }: Listening & { readonly guard: AnswerGuard },
): Events {
  const call = new AbortController()
  const either = AbortSignal.any([signal, call.signal])
  const chunks = model.complete(request, { signal: either })[Symbol.asyncIterator]()
  try {
    for await (const chunk of watchAnswer(chunks, guard)) {
      const replaced = replacement(guard)
      const text = chunk && !guard.isClosed ? draft.take(chunk) : ''
      if (replaced.length > 0 || text !== '')
        yield text === '' ? replaced : [...replaced, { type: 'MessageTextStreamed', text }]
      if (guard.isClosed) return
    }
  } finally {
    call.abort()
    await chunks.return?.()
  }
}

function replacement(guard: AnswerGuard | undefined): readonly MessageReplaced[] {
  const answer = guard?.takeReplacement()
  return answer === undefined ? [] : [{ type: 'MessageReplaced', answer }]
}

async function complete(
  { recorder, logger, guard }: ModelAnswerOptions,
  draft: AnswerDraft,
): Promise<readonly GenerationEvent[]> {
  await draft.finish()
  const replaced = replacement(guard)
  try {
    await recorder.complete(await draft.stored())
  } catch (error) {
    logger.error('an answer could not be stored', { error })
    return [...replaced, { type: 'GenerationFailed', error: toWeftError(error) }]
  }
  const { text } = draft
  const usage = await draft.usage()
  return [
    ...replaced,
    {
      type: 'MessageEnded',
      answer: text,
      usage,
      retrieverResources: [],
      files: [],
      ...(draft.annotation && { annotationReply: draft.annotation }),
    },
  ]
}

async function fail(
  { recorder, logger }: ModelAnswerOptions,
  draft: AnswerDraft,
  cause: unknown,
): Promise<GenerationEvent> {
  const error: WeftError = toWeftError(cause)
  logger.warn('generation failed', { error: cause })
  try {
    await recorder.fail(await draft.stored(), error.message)
  } catch (storingError) {
    logger.error('an answer could not be stored', { error: storingError })
  }
  return { type: 'GenerationFailed', error }
}
