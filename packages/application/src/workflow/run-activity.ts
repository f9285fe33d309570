import type { RunId } from '@weft/domain/workflow'

/** Hears that there is more to be read of one run. */
export interface RunWatch {
  /** Resolves when something was stored since the last call, after the time at the latest, or when the signal aborts. */
  next(timeoutMs: number, signal?: AbortSignal): Promise<void>
  close(): void
}

/** Who follows which run in this process, so that they need not ask the store all the time. */
export class RunActivity {
  readonly #watches = new Map<RunId, Set<Watch>>()

  isFollowed(runId: RunId): boolean {
    return this.#watches.has(runId)
  }

  /** Something of the run was stored. */
  tell(runId: RunId): void {
    for (const watch of this.#watches.get(runId) ?? []) watch.tell()
  }

  /** To be closed when it is not needed any more. */
  watch(runId: RunId): RunWatch {
    const watches = this.#watches.get(runId) ?? new Set()
    this.#watches.set(runId, watches)
    const watch = new Watch(() => {
      watches.delete(watch)
      if (watches.size === 0) this.#watches.delete(runId)
    })
    watches.add(watch)
    return watch
  }
}

class Watch implements RunWatch {
  private hasNews = false
  private wake: () => void = () => undefined

  constructor(readonly close: () => void) {}

  tell(): void {
    this.hasNews = true
    this.wake()
  }

  async next(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    if (!this.hasNews && signal?.aborted !== true) await this.news(timeoutMs, signal)
    this.hasNews = false
  }

  private news(timeoutMs: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, timeoutMs)
      signal?.addEventListener('abort', done, { once: true })
      this.wake = done
    })
  }
}
