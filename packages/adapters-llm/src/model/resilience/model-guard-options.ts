import type { Clock, Logger } from '@weft/domain/kernel'
import type { CircuitRule } from '@weft/domain/model'

export type ModelGuardOptions = {
  /** Default: the machine's. */
  readonly clock?: Clock
  /** Hears of attempts that are made again; by default nobody does. */
  readonly logger?: Logger
  /** Attempts of one call, the first one included; default 3. */
  readonly maxAttempts?: number
  /** Pause before a further attempt; default half a second at first, doubled each time up to 8 seconds, with jitter. */
  readonly backoff?: { readonly initialMs: number; readonly maxMs: number }
  /** A provider that wants to be left alone for longer is not waited for; default 30 seconds. */
  readonly maxRetryAfterMs?: number
  /** So long after a call began no further attempt is made; default a minute. */
  readonly retryWithinMs?: number
  /** Longest wait for a result, or between two pieces of one; default 120 seconds. */
  readonly silenceMs?: number
  /** When a credential is left alone; default as `DEFAULT_CIRCUIT_RULE` says. */
  readonly circuit?: Partial<CircuitRule>
  /** Calls of one provider under way at one time; default 100. */
  readonly maxConcurrent?: number
  /** Calls of one provider that wait for a place; default 1,000. */
  readonly maxQueued?: number
  /** Silence after which a second attempt races the first; absent: never. */
  readonly hedgeAfterMs?: number
}

export const DEFAULT_GUARD_OPTIONS = {
  maxAttempts: 3,
  backoff: { initialMs: 500, maxMs: 8_000 },
  maxRetryAfterMs: 30_000,
  retryWithinMs: 60_000,
  silenceMs: 120_000,
  maxConcurrent: 100,
  maxQueued: 1_000,
} as const
