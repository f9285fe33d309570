import type { LeavePlace } from './place-limit.js'
import type { SilenceWatch } from './silence-watch.js'

/** How a call went, as far as it says something about the other side. */
export type Settled = 'succeeded' | 'failed' | 'undecided'

/** One attempt at a call: its place, who watches it, and who hears of its end. It ends once; later ends change nothing. */
export class Attempt {
  #isSettled = false

  constructor(
    readonly watch: SilenceWatch,
    private readonly leave: LeavePlace,
    private readonly report: (outcome: Settled) => void,
  ) {}

  /** Tells the outcome while the attempt goes on. */
  settle(outcome: Settled): void {
    if (this.#isSettled) return
    this.#isSettled = true
    this.report(outcome)
  }

  end(outcome: Settled): void {
    this.watch.close()
    this.leave()
    this.settle(outcome)
  }
}
