import { setTimeout } from 'node:timers/promises'
import { ModelCallFailed, ModelCallHeldBack } from '@weft/domain/model'
import { ExponentialBackoff, halfJitterGenerator, type IBackoff } from 'cockatiel'

export type RetryRule = {
  readonly maxAttempts: number
  readonly backoff: { readonly initialMs: number; readonly maxMs: number }
  readonly maxRetryAfterMs: number
  readonly retryWithinMs: number
}

/** The attempts of one call: whether there is a further one, and when. */
export class RetryPlan {
  #attempts = 1
  #backoff: IBackoff<unknown> | undefined

  constructor(
    private readonly rule: RetryRule,
    private readonly elapsedMs: () => number,
  ) {}

  /** How long to wait before the next attempt; nothing when there is none. */
  nextDelayMs(error: unknown): number | undefined {
    if (!(error instanceof ModelCallFailed) || !error.retryable) return undefined
    if (error instanceof ModelCallHeldBack) return undefined
    if (this.#attempts >= this.rule.maxAttempts) return undefined
    const delayMs = error.retryAfterMs ?? this.nextBackoffMs()
    if (delayMs > this.rule.maxRetryAfterMs) return undefined
    if (this.elapsedMs() + delayMs > this.rule.retryWithinMs) return undefined
    this.#attempts++
    return delayMs
  }

  private nextBackoffMs(): number {
    const { initialMs, maxMs } = this.rule.backoff
    this.#backoff = this.#backoff
      ? this.#backoff.next(undefined)
      : new ExponentialBackoff({
          initialDelay: initialMs,
          maxDelay: maxMs,
          generator: halfJitterGenerator,
        }).next()
    return this.#backoff.duration
  }
}

/** Waits. Rejects with the signal's reason once aborted. */
export async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(delayMs, undefined, { signal })
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}
