import { ModelCallHeldBack, type GuardTarget } from '@weft/domain/model'
import { bulkhead, BulkheadRejectedError, type BulkheadPolicy } from 'cockatiel'

/** Gives a place back. Twice changes nothing. */
export type LeavePlace = () => void

/** So many calls of one provider at one time; others wait in a queue. */
export class PlaceLimit {
  readonly #providers = new Map<string, BulkheadPolicy>()

  constructor(
    private readonly maxConcurrent: number,
    private readonly maxQueued: number,
  ) {}

  /**
   * Waits for a place.
   *
   * @throws ModelCallHeldBack when the queue is full. Rejects with the signal's reason once aborted.
   */
  enter({ provider, model }: GuardTarget, signal: AbortSignal): Promise<LeavePlace> {
    signal.throwIfAborted()
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        reject(signal.reason as Error)
      }
      signal.addEventListener('abort', onAbort, { once: true })
      // The queue is not told of the signal: the library would stop serving it at a call that was given up.
      const stay = async (): Promise<void> => {
        signal.removeEventListener('abort', onAbort)
        if (signal.aborted) return
        await new Promise<void>((leave) => {
          resolve(leave)
        })
      }
      this.limitOf(provider)
        .execute(stay)
        .catch((error: unknown) => {
          signal.removeEventListener('abort', onAbort)
          reject(
            error instanceof BulkheadRejectedError
              ? new ModelCallHeldBack(model, 'too-many-calls')
              : new TypeError('The queue failed', { cause: error }),
          )
        })
    })
  }

  private limitOf(provider: string): BulkheadPolicy {
    const known = this.#providers.get(provider)
    if (known) return known
    const made = bulkhead(this.maxConcurrent, this.maxQueued)
    this.#providers.set(provider, made)
    return made
  }
}
