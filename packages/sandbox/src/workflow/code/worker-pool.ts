import { TenantQueue, type QueueLimits } from './tenant-queue.js'
import { WorkerCell, type CellKind, type CellOutcome } from './worker-cell.js'
import type { SandboxLimits } from './sandbox-limits.js'
import type { WorkerRequest } from './worker-protocol.js'

/** The pool did not take the run. */
export type PoolRefusal = { readonly refusal: string }

type Job = {
  readonly request: WorkerRequest
  readonly signal: AbortSignal
  readonly resolve: (report: CellOutcome | PoolRefusal) => void
  readonly reject: (reason: unknown) => void
  /** Leaves the queue when the run is aborted there. */
  readonly onAbort: () => void
}

/** After so many starts in a row that came to nothing, waiting runs are answered. */
const MAX_FAILED_STARTS = 3

/**
 * A fixed number of cells of one language. They are started with the first run (or `warmUp`), replaced as soon as
 * they are used up, and hold the process alive only while somebody waits for them.
 */
export class WorkerPool {
  private readonly cells = new Set<WorkerCell>()
  private readonly queue: TenantQueue<Job>
  private readonly ending = new Set<Promise<void>>()
  private readonly warming: (() => void)[] = []
  private waiters = 0
  private failedStarts = 0
  private isClosed = false

  constructor(
    private readonly kind: CellKind,
    private readonly size: number,
    private readonly limits: SandboxLimits,
    queueLimits: QueueLimits,
  ) {
    this.queue = new TenantQueue(queueLimits)
  }

  /** Rejects only with the signal's reason. */
  async run(
    tenant: string,
    request: WorkerRequest,
    signal: AbortSignal,
  ): Promise<CellOutcome | PoolRefusal> {
    signal.throwIfAborted()
    if (this.isClosed) return CLOSED
    return this.waiting(() => this.enqueue(tenant, request, signal))
  }

  /** Resolves when every cell is ready, or has failed to start. */
  async warmUp(): Promise<void> {
    if (this.isClosed) return
    await this.waiting(
      () =>
        new Promise<void>((resolve) => {
          this.warming.push(resolve)
          this.fill()
          this.announceWarm()
        }),
    )
  }

  async close(): Promise<void> {
    this.isClosed = true
    for (const job of this.drain()) job.resolve(CLOSED)
    await Promise.all([...[...this.cells].map((cell) => cell.stop()), ...this.ending])
    this.announceWarm()
  }

  private enqueue(
    tenant: string,
    request: WorkerRequest,
    signal: AbortSignal,
  ): Promise<CellOutcome | PoolRefusal> {
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.queue.remove(tenant, job)
        reject(signal.reason as Error)
      }
      const job: Job = { request, signal, resolve, reject, onAbort }
      if (!this.queue.offer(tenant, job)) {
        resolve(FULL)
        return
      }
      signal.addEventListener('abort', onAbort, { once: true })
      this.dispatch()
    })
  }

  /** Gives waiting runs to ready cells. */
  private dispatch(): void {
    this.fill()
    for (const cell of this.cells) {
      if (!cell.isReady) continue
      const job = this.queue.take()
      if (job === undefined) return
      job.signal.removeEventListener('abort', job.onAbort)
      cell.run(job.request, job.signal).then(job.resolve, job.reject)
    }
  }

  private fill(): void {
    while (!this.isClosed && this.cells.size < this.size) {
      const cell = new WorkerCell(this.kind, this.limits, this.listener)
      this.cells.add(cell)
      cell.keepAlive(this.waiters > 0)
    }
  }

  private readonly listener = {
    onReady: () => {
      this.failedStarts = 0
      this.announceWarm()
      this.dispatch()
    },
    onGone: (cell: WorkerCell, cause: Error | undefined) => {
      this.cells.delete(cell)
      this.track(cell.stop())
      if (cause !== undefined) this.countFailure(cause)
      const isPointless = cause !== undefined && this.queue.size === 0
      if (!isPointless) this.dispatch()
      this.announceWarm()
    },
  }

  /** A cell that cannot start is tried again for those who wait, not for ever. */
  private countFailure(cause: Error): void {
    this.failedStarts += 1
    if (this.failedStarts < MAX_FAILED_STARTS) return
    this.failedStarts = 0
    const message = `The interpreter could not be started: ${cause.message}`
    for (const job of this.drain())
      job.resolve({ report: { type: 'crashed', message }, elapsedMs: 0 })
  }

  private drain(): readonly Job[] {
    const jobs = this.queue.drain()
    for (const job of jobs) job.signal.removeEventListener('abort', job.onAbort)
    return jobs
  }

  private announceWarm(): void {
    if (!this.isClosed && [...this.cells].some((cell) => cell.isStarting)) return
    for (const resolve of this.warming.splice(0)) resolve()
  }

  private track(ended: Promise<void>): void {
    this.ending.add(ended)
    void ended.finally(() => this.ending.delete(ended))
  }

  /** Idle cells let the process end; awaited ones do not. */
  private holdProcess(): void {
    for (const cell of this.cells) cell.keepAlive(this.waiters > 0)
  }

  private async waiting<Result>(work: () => Promise<Result>): Promise<Result> {
    this.waiters += 1
    this.holdProcess()
    try {
      return await work()
    } finally {
      this.waiters -= 1
      this.holdProcess()
    }
  }
}

const CLOSED: PoolRefusal = { refusal: 'The sandbox is closed.' }
const FULL: PoolRefusal = {
  refusal: 'Too many code runs are waiting. Try again in a moment.',
}
