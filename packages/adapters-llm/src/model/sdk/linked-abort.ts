/** A signal of its own that also follows another one, until it is let go. */
export class LinkedAbort {
  private readonly controller = new AbortController()

  constructor(private readonly leader: AbortSignal) {
    if (leader.aborted) this.follow()
    else leader.addEventListener('abort', this.follow, { once: true })
  }

  get signal(): AbortSignal {
    return this.controller.signal
  }

  abort(): void {
    this.controller.abort()
  }

  /** Stops following. */
  release(): void {
    this.leader.removeEventListener('abort', this.follow)
  }

  private readonly follow = (): void => {
    this.controller.abort(this.leader.reason)
  }
}
