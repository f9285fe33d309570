import type { Clock } from '@weft/domain/kernel'
import {
  isRunEnded,
  type RunEvent,
  type RunEventStore,
  type WorkflowRun,
} from '@weft/domain/workflow'
import type { RunActivity } from './run-activity.js'
import { advanceRunRecord } from './run-record.js'

/** Stored at the latest after so many events, or so long: what a crash can lose of a run that goes on. */
const MOST_UNSTORED_EVENTS = 256
const MOST_UNSTORED_MS = 1_000

export type RecordedRunPorts = {
  readonly runEvents: RunEventStore
  readonly clock: Clock
  /** Hears of every write. */
  readonly activity?: RunActivity
}

export type RecordedRunOptions = {
  /** The record of the run as it begins, or goes on. */
  readonly run: WorkflowRun
  /** How many of its events are stored already. Default 0: it begins. */
  readonly storedEvents?: number
  readonly batches: AsyncIterable<readonly RunEvent[]>
  /** Sees every batch before it is stored and before anybody else does. */
  readonly observe?: (events: readonly RunEvent[]) => Promise<void> | void
}

/**
 * A run whose events are stored while they are read. The first batch and the last are stored before they are handed
 * out, the others in as few writes as possible, unless somebody follows the run from elsewhere: a client that has seen
 * the end can rely on the record.
 */
export class RecordedRun {
  readonly #batches: AsyncIterator<readonly RunEvent[]>
  readonly #observe: RecordedRunOptions['observe']
  #run: WorkflowRun
  #unstored: RunEvent[] = []
  #stored: number
  #hasBegun = false
  #storedAtMs = 0
  #isOver = false

  constructor(
    private readonly ports: RecordedRunPorts,
    options: RecordedRunOptions,
  ) {
    this.#run = options.run
    this.#stored = options.storedEvents ?? 0
    this.#batches = options.batches[Symbol.asyncIterator]()
    this.#observe = options.observe
  }

  get record(): WorkflowRun {
    return this.#run
  }

  /** The next events of the run, or nothing when it is over. */
  async next(): Promise<readonly RunEvent[] | undefined> {
    if (this.#isOver) return undefined
    const next = await this.#batches.next()
    if (next.done === true) {
      this.#isOver = true
      return undefined
    }
    await this.#observe?.(next.value)
    const isEnd = this.take(next.value)
    if (isEnd || this.isStoringDue()) await this.store()
    return next.value
  }

  /** Takes the run to its end with nobody watching. */
  async drain(): Promise<void> {
    while ((await this.next()) !== undefined);
  }

  /** Takes the run to its end without recording any more of it. */
  async abandon(): Promise<void> {
    this.#isOver = true
    while ((await this.#batches.next()).done !== true);
  }

  private take(events: readonly RunEvent[]): boolean {
    let isEnd = false
    for (const event of events) {
      this.#run = advanceRunRecord(this.#run, event)
      // A node's raw text is in its outputs and, put in order, in the answer.
      if (event.type !== 'TextProduced') this.#unstored.push(event)
      isEnd ||= isRunEnded(event) || event.type === 'RunPaused'
    }
    return isEnd
  }

  private isStoringDue(): boolean {
    if (!this.#hasBegun || this.#unstored.length >= MOST_UNSTORED_EVENTS) return true
    if (this.ports.activity?.isFollowed(this.#run.id) === true) return true
    return this.nowMs() - this.#storedAtMs >= MOST_UNSTORED_MS
  }

  private async store(): Promise<void> {
    const events = this.#unstored
    this.#unstored = []
    await this.ports.runEvents.append(this.#run, events, this.#stored)
    this.#stored += events.length
    this.#storedAtMs = this.nowMs()
    this.#hasBegun = true
    this.ports.activity?.tell(this.#run.id)
  }

  private nowMs(): number {
    return this.ports.clock.now().getTime()
  }
}
