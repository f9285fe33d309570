import type { Clock } from './clock.js'
import type { IdGenerator } from './id-generator.js'
import { formatUuidV7 } from './uuid.js'

export { anyMoney } from './money.arbitrary.js'
export { anyTokenUsage } from './token-usage.arbitrary.js'

/**
 * A clock that stands still until it is told to go on.
 *
 * @param start default 2026-01-02T03:04:05Z.
 */
export function aClock(start: Date | string = '2026-01-02T03:04:05.000Z'): Clock & {
  /** Lets time pass. */
  advance(milliseconds: number): void
} {
  let now = new Date(start)
  return {
    now: () => new Date(now),
    advance(milliseconds) {
      now = new Date(now.getTime() + milliseconds)
    },
  }
}

/** Ids that are valid, sort by order of birth, and are the same in every test run. */
export function sequentialIds(): IdGenerator {
  let count = 0
  return {
    next() {
      count += 1
      return formatUuidV7(1_767_000_000_000 + count, new Uint8Array(10))
    },
  }
}
