const TICK_MS = 5

type Gap = { readonly endedAt: number; readonly ms: number }

/** When nothing of this process ran, although a timer was due. */
const gaps: Gap[] = []
let lastTick = performance.now()
setInterval(tick, TICK_MS).unref()

/**
 * Milliseconds between two moments of `performance.now()`, without those in which nothing of this process could run: what a
 * busy machine keeps a test waiting does not count. Not for code that blocks the thread itself.
 */
export function ownTime(from: number, to = performance.now()): number {
  tick()
  return gaps
    .filter(({ endedAt }) => endedAt > from)
    .reduce(
      (rest, { endedAt, ms }) => rest - Math.max(0, overlap(endedAt - ms, endedAt, from, to)),
      to - from,
    )
}

function tick(): void {
  const now = performance.now()
  const ms = now - lastTick - TICK_MS
  if (ms > TICK_MS) gaps.push({ endedAt: now, ms })
  lastTick = now
}

function overlap(begin: number, end: number, from: number, to: number): number {
  return Math.min(end, to) - Math.max(begin, from)
}
