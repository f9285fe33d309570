/** The provider was silent for longer than it may be. */
export class ReadTimedOut extends Error {
  override readonly name = 'ReadTimedOut'
  constructor(readonly timeoutMs: number) {
    super(`Nothing arrived for ${timeoutMs} ms.`)
  }
}

/**
 * Watches one request: each wait for the provider ends with the caller's abort or with `ReadTimedOut`,
 * and either of them ends the request itself. Time the caller takes between two waits does not count.
 */
export class ReadWatch {
  private readonly controller = new AbortController()

  constructor(
    private readonly timeoutMs: number,
    private readonly caller: AbortSignal | undefined,
  ) {
    if (caller?.aborted) this.passOn()
    else caller?.addEventListener('abort', this.passOn, { once: true })
  }

  get signal(): AbortSignal {
    return this.controller.signal
  }

  /** Settles as `step` does, unless the abort or the time-out comes first. */
  async wait<T>(step: Promise<T>): Promise<T> {
    const timer = setTimeout(() => {
      this.controller.abort(new ReadTimedOut(this.timeoutMs))
    }, this.timeoutMs)
    let stopListening = (): void => undefined
    const ended = new Promise<never>((_, reject) => {
      const onAbort = (): void => {
        reject(asError(this.signal.reason))
      }
      stopListening = () => {
        this.signal.removeEventListener('abort', onAbort)
      }
      if (this.signal.aborted) onAbort()
      else this.signal.addEventListener('abort', onAbort)
    })
    try {
      return await Promise.race([step, ended])
    } finally {
      clearTimeout(timer)
      stopListening()
    }
  }

  /** Lets go of the caller's signal. */
  close(): void {
    this.caller?.removeEventListener('abort', this.passOn)
  }

  private readonly passOn = (): void => {
    this.controller.abort(this.caller?.reason)
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('The request was aborted.', { cause: reason })
}
