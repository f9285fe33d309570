import { isRunEnded, statusAfter, type AnswerReplaced, type RunEvent } from '@weft/domain/workflow'
import { AnswerRejected } from '../../workflow/index.js'
import type { AnswerGuard } from './answer-guard.js'
import { watchAnswer } from './watch-answer.js'

type Batches = AsyncIterable<readonly RunEvent[]>

export type GuardRunOptions = {
  /** What watches over the answer; absent where nothing does. */
  readonly guard: AnswerGuard | undefined
  /** Stops the run when it is aborted. */
  readonly signal: AbortSignal
}

/**
 * The batches of a run that answers a message, with what moderation puts in the place of its answer. Once that is for
 * good, the run is stopped, and nothing it says any more is told.
 */
export function guardRun(
  start: (signal: AbortSignal) => Batches,
  { guard, signal }: GuardRunOptions,
): Batches {
  return guard ? guardBatches(start, guard, signal) : start(signal)
}

async function* guardBatches(
  start: (signal: AbortSignal) => Batches,
  guard: AnswerGuard,
  signal: AbortSignal,
): AsyncGenerator<readonly RunEvent[], void, undefined> {
  const rejected = new AbortController()
  const batches = start(AbortSignal.any([signal, rejected.signal]))[Symbol.asyncIterator]()
  try {
    for await (const batch of watchAnswer(batches, guard)) {
      const events = [...replacement(guard), ...(await guardBatch(batch ?? [], guard))]
      if (guard.isClosed && !rejected.signal.aborted) rejected.abort(new AnswerRejected())
      if (events.length > 0) yield events
    }
  } finally {
    await batches.return?.()
  }
}

/** Has the answer looked at as a whole before its run is told to be over. */
async function guardBatch(
  batch: readonly RunEvent[],
  guard: AnswerGuard,
): Promise<readonly RunEvent[]> {
  const events = guard.isClosed ? batch.filter(({ type }) => type !== 'AnswerStreamed') : batch
  for (const event of events) if (event.type === 'AnswerStreamed') guard.add(event.text)
  const end = events.at(-1)
  if (!end || !isRunEnded(end) || statusAfter(end) === 'failed') return events
  await guard.finish()
  return [...events.slice(0, -1), ...replacement(guard), end]
}

function replacement(guard: AnswerGuard): readonly AnswerReplaced[] {
  const text = guard.takeReplacement()
  return text === undefined ? [] : [{ type: 'AnswerReplaced', text }]
}
