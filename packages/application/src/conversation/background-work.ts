/** Work that goes on beside what asked for it, and does not outlive the program that `close`s it. */
export class BackgroundWork {
  readonly #underWay = new Set<Promise<void>>()
  readonly #ending = new AbortController()

  /** How much of it goes on now. */
  get size(): number {
    return this.#underWay.size
  }

  /** Begins the work, which has to see to its own failures: it is told when it is to end by its signal. */
  begin(work: (signal: AbortSignal) => Promise<void>): void {
    const begun = work(this.#ending.signal).finally(() => this.#underWay.delete(begun))
    this.#underWay.add(begun)
  }

  /** Resolves when everything that goes on now is done. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay)
  }

  /** Tells everything to end, and resolves when it has. */
  async close(): Promise<void> {
    this.#ending.abort()
    await this.settled()
  }
}
