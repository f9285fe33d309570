import { pause } from './retry-plan.js'

type Attempt<Result> = { readonly result: Promise<Result>; readonly giveUp: AbortController }

/**
 * Starts a second attempt when the first one takes longer than `afterMs`, and takes whichever succeeds first.
 * The other one is given up; what it brings all the same is discarded.
 */
export async function hedged<Result>(
  start: (signal: AbortSignal) => Promise<Result>,
  options: {
    readonly afterMs: number
    readonly signal: AbortSignal
    readonly discard: (late: Result) => void
  },
): Promise<Result> {
  const { afterMs, signal, discard } = options
  const begin = (): Attempt<Result> => {
    const giveUp = new AbortController()
    return { giveUp, result: start(AbortSignal.any([signal, giveUp.signal])) }
  }
  const first = begin()
  const timer = new AbortController()
  const second = pause(afterMs, timer.signal).then(begin)
  const isQuick = await Promise.race([
    first.result.then(settled, settled),
    second.then(pending, settled),
  ])
  if (isQuick) {
    timer.abort(new Error('The first attempt is settled.'))
    return first.result
  }
  const attempts = [first, await second]
  return firstOf(attempts, discard)
}

const settled = (): boolean => true
const pending = (): boolean => false

async function firstOf<Result>(
  attempts: readonly Attempt<Result>[],
  discard: (late: Result) => void,
): Promise<Result> {
  const tagged = attempts.map(async (attempt) => ({ attempt, value: await attempt.result }))
  try {
    const winner = await Promise.any(tagged)
    for (const loser of attempts.filter((attempt) => attempt !== winner.attempt)) {
      loser.result.then(discard, () => undefined)
      loser.giveUp.abort(new Error('Another attempt was faster.'))
    }
    return winner.value
  } catch (error) {
    // Both failed: the first one's error is the one that would have come without a second.
    throw error instanceof AggregateError ? (error.errors[0] as unknown) : error
  }
}
