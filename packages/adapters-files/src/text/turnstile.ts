/** Lets only so many in at a time; the others wait, first come, first served. */
export class Turnstile {
  private inside = 0
  private readonly waiting: (() => void)[] = []

  constructor(private readonly places: number) {}

  /** Runs the work once there is a place. Rejects with the signal's reason when it is aborted while waiting. */
  async pass<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    await this.enter(signal)
    try {
      return await work()
    } finally {
      this.leave()
    }
  }

  private async enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (this.inside < this.places) {
      this.inside += 1
      return
    }
    await new Promise<void>((resolve, reject) => {
      const giveUp = (): void => {
        this.waiting.splice(this.waiting.indexOf(admit), 1)
        reject(signal.reason as Error)
      }
      const admit = (): void => {
        signal.removeEventListener('abort', giveUp)
        resolve()
      }
      this.waiting.push(admit)
      signal.addEventListener('abort', giveUp, { once: true })
    })
  }

  /** The place goes to whoever waits longest. */
  private leave(): void {
    const next = this.waiting.shift()
    if (next) next()
    else this.inside -= 1
  }
}
