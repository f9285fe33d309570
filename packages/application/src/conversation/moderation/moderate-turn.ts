import { TokenUsage, type Logger } from '@weft/domain/kernel'
import { toWeftError, type GenerationBegun, type GenerationEvent } from '../../kernel/index.js'
import type { Answer, AnswerRecorder } from '../message-recorder.js'
import { sayPreset, type Speech } from '../say-preset.js'
import type { Asked } from '../settle-question.js'
import type { AppModeration } from './app-moderation.js'

export type ModerateTurnOptions = {
  readonly begun: GenerationBegun
  readonly asked: Asked
  readonly moderation: AppModeration
  readonly signal: AbortSignal
  /** Stores how the message ended, where no run is to answer it. */
  readonly recorder: AnswerRecorder
  readonly logger: Logger
  readonly speech: Speech
}

/**
 * Has what a user said moderated before a run answers it: tells that the answer begins, and gives what the run is to go
 * by. Where there is to be no run, tells and records the preset answer, or the failure, and gives nothing. So it does when
 * the reader leaves meanwhile.
 */
export async function* moderateTurn(
  options: ModerateTurnOptions,
): AsyncGenerator<readonly GenerationEvent[], Asked | undefined, undefined> {
  const { asked, moderation, speech, signal } = options
  let said = ''
  let isSettled = false
  try {
    yield [options.begun]
    const verdict = await moderation.moderateInput(asked, { signal })
    isSettled = verdict.action !== 'direct_output'
    if (verdict.action === 'pass') return asked
    if (verdict.action === 'overridden') return verdict
    for await (const text of sayPreset(verdict.presetResponse, { ...speech, signal })) {
      said += text
      yield [{ type: 'MessageTextStreamed', text }]
    }
    isSettled = true
    yield [await complete(options, said)]
  } catch (error) {
    isSettled = true
    yield [signal.aborted ? await complete(options, said) : await fail(options, said, error)]
  } finally {
    if (!isSettled) await complete(options, said)
  }
  return undefined
}

async function complete(
  { recorder, logger }: ModerateTurnOptions,
  said: string,
): Promise<GenerationEvent> {
  const answer = answerOf(said)
  try {
    await recorder.complete(answer)
  } catch (error) {
    logger.error('an answer could not be stored', { error })
    return { type: 'GenerationFailed', error: toWeftError(error) }
  }
  const { usage } = answer
  return { type: 'MessageEnded', answer: said, usage, retrieverResources: [], files: [] }
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
