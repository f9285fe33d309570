import { PASSED } from '@weft/domain/conversation'
import { TokenUsage, type Logger } from '@weft/domain/kernel'
import { toWeftError, type GenerationBegun, type GenerationEvent } from '../../kernel/index.js'
import type { AnnotatedAnswer, AskAnnotations } from '../annotation/annotation-replies.js'
import type { Answer, AnswerRecorder } from '../message-recorder.js'
import { sayPreset, type Speech } from '../say-preset.js'
import type { Asked } from '../settle-question.js'
import type { AppModeration } from './app-moderation.js'

export type ModerateTurnOptions = {
  readonly begun: GenerationBegun
  readonly asked: Asked
  /** Absent where nothing moderates the app. */
  readonly moderation: AppModeration | undefined
  /** Absent where no annotation may answer. */
  readonly annotations?: AskAnnotations | undefined
  readonly signal: AbortSignal
  /** Stores how the message ended, where no run is to answer it. */
  readonly recorder: AnswerRecorder
  readonly logger: Logger
  readonly speech: Speech
}

/**
 * Has what a user said moderated, and annotations looked through, before a run answers it: tells that the answer begins,
 * and gives what the run is to go by. Where there is to be no run, tells and records the preset answer, the annotation, or
 * the failure, and gives nothing. So it does when the reader leaves meanwhile.
 */
export async function* moderateTurn(
  options: ModerateTurnOptions,
): AsyncGenerator<readonly GenerationEvent[], Asked | undefined, undefined> {
  const { speech, signal } = options
  let said = ''
  let annotation: AnnotatedAnswer | undefined
  let isSettled = false
  try {
    yield [options.begun]
    const preset = await presetOf(options)
    isSettled = preset.type === 'run'
    if (preset.type === 'run') return preset.asked
    annotation = preset.annotation
    for await (const text of sayPreset(preset.text, { ...speech, signal })) {
      said += text
      yield [{ type: 'MessageTextStreamed', text }]
    }
    isSettled = true
    yield [await complete(options, said, annotation)]
  } catch (error) {
    isSettled = true
    yield [
      signal.aborted ? await complete(options, said, annotation) : await fail(options, said, error),
    ]
  } finally {
    if (!isSettled) await complete(options, said)
  }
  return undefined
}

type Preset =
  | { readonly type: 'run'; readonly asked: Asked }
  | { readonly type: 'say'; readonly text: string; readonly annotation?: AnnotatedAnswer }

async function presetOf({
  asked,
  moderation,
  annotations,
  signal,
}: ModerateTurnOptions): Promise<Preset> {
  const verdict = (await moderation?.moderateInput(asked, { signal })) ?? PASSED
  if (verdict.action === 'direct_output') return { type: 'say', text: verdict.presetResponse }
  const passed = verdict.action === 'overridden' ? verdict : asked
  const annotation = await annotations?.(passed.query, { signal })
  return annotation
    ? { type: 'say', text: annotation.answer, annotation }
    : { type: 'run', asked: passed }
}

async function complete(
  { recorder, logger }: ModerateTurnOptions,
  said: string,
  annotation?: AnnotatedAnswer,
): Promise<GenerationEvent> {
  const answer = answerOf(said)
  try {
    await recorder.complete(answer)
  } catch (error) {
    logger.error('an answer could not be stored', { error })
    return { type: 'GenerationFailed', error: toWeftError(error) }
  }
  const { usage } = answer
  return {
    type: 'MessageEnded',
    answer: said,
    usage,
    retrieverResources: [],
    files: [],
    ...(annotation && { annotationReply: annotation }),
  }
}

async function fail(
  { recorder, logger }: ModerateTurnOptions,
  said: string,
  cause: unknown,
): Promise<GenerationEvent> {
  const error = toWeftError(cause)
  logger.warn('generation failed', { error: cause })
  try {
    await recorder.fail(answerOf(said), error.message)
  } catch (storingError) {
    logger.error('an answer could not be stored', { error: storingError })
  }
  return { type: 'GenerationFailed', error }
}

function answerOf(said: string): Answer {
  return { answer: said, usage: TokenUsage.none, retrieverResources: [] }
}
