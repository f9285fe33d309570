import { TenantQueue, type QueueLimits } from './tenant-queue.js'
import { TenantShares } from './tenant-shares.js'
import { WorkerCell, type CellJob, type CellKind, type CellOutcome } from './worker-cell.js'
import type { SandboxLimits } from './sandbox-limits.js'

/** The pool did not take the run. */
export type PoolRefusal = { readonly refusal: string }

/** How many cells there are. */
export type PoolSize = {
  /** The most one tenant may hold: those in its runs, and those being made ready again after them. */
  readonly workers: number
  /** Further ones, for tenants that run one program now and then. The others yield to them. */
  readonly reserved: number
}

type Job = CellJob & {
  readonly resolve: (report: CellOutcome | PoolRefusal) => void
  readonly reject: (reason: unknown) => void
  /** Leaves the queue when the run is aborted there. */
  readonly onAbort: () => void
}

/** After so many starts in a row that came to nothing, waiting runs are answered. */
const MAX_FAILED_STARTS = 3

/**
 * A fixed number of cells of one language. They are started with the first run (or `warmUp`), replaced as soon as
 * they are used up, and hold the process alive only while somebody waits for them. However much one tenant runs, the
 * reserved cells stay ready for others, and their threads go before its own.
 */
export class WorkerPool {
  private readonly cells = new Set<WorkerCell>()
  /** Whose run a cell is in, or is made ready again after. */
  private readonly holders = new Map<WorkerCell, string>()
  private readonly shares: TenantShares
  private readonly queue: TenantQueue<Job>
  private readonly ending = new Set<Promise<void>>()
  private readonly warming: (() => void)[] = []
  private waiters = 0
  private failedStarts = 0
  private isClosed = false

  constructor(
    private readonly kind: CellKind,
    private readonly size: PoolSize,
    private readonly limits: SandboxLimits,
    queueLimits: QueueLimits,
  ) {
    this.queue = new TenantQueue(queueLimits)
    this.shares = new TenantShares(size.workers)
  }

  /** Rejects only with the signal's reason. */
  async run(tenant: string, job: CellJob): Promise<CellOutcome | PoolRefusal> {
    job.signal.throwIfAborted()
    if (this.isClosed) return CLOSED
    return this.waiting(() => this.enqueue(tenant, job))
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

  private enqueue(tenant: string, work: CellJob): Promise<CellOutcome | PoolRefusal> {
    const { signal } = work
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.queue.remove(tenant, job)
        reject(signal.reason as Error)
      }
      const job: Job = { ...work, resolve, reject, onAbort }
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
    for (const cell of this.readyCells()) {
      const isReserved = this.size.reserved > 0 && !cell.yields
      const next = this.queue.take((tenant, waiting) =>
        isReserved ? this.shares.reservedLoad(tenant, waiting) : this.shares.load(tenant, waiting),
      )
      if (next === undefined) continue
      const { tenant, item: job } = next
      job.signal.removeEventListener('abort', job.onAbort)
      this.hold(cell, tenant)
      cell.run(job).then(job.resolve, job.reject)
    }
  }

  /** The reserved ones first. */
  private readyCells(): readonly WorkerCell[] {
    const ready = [...this.cells].filter((cell) => cell.isReady)
    return ready.sort((one, other) => Number(one.yields) - Number(other.yields))
  }

  private hold(cell: WorkerCell, tenant: string): void {
    this.holders.set(cell, tenant)
    this.shares.take(tenant)
  }

  private release(cell: WorkerCell): string | undefined {
    const tenant = this.holders.get(cell)
    this.holders.delete(cell)
    if (tenant !== undefined) this.shares.release(tenant)
    return tenant
  }

  /** `holder`: whose run used up the cell that is replaced. */
  private fill(holder?: string): void {
    const { workers, reserved } = this.size
    while (!this.isClosed && this.cells.size < workers + reserved) {
      const yielding = [...this.cells].filter((cell) => cell.yields).length
      const yields = reserved > 0 && yielding < workers
      const cell = new WorkerCell(this.kind, this.limits, this.listener, yields)
      this.cells.add(cell)
      if (holder !== undefined) this.hold(cell, holder)
      cell.keepAlive(this.waiters > 0)
    }
  }

  private readonly listener = {
    onReady: (cell: WorkerCell) => {
      this.failedStarts = 0
      this.release(cell)
      this.announceWarm()
      this.dispatch()
    },
    onGone: (cell: WorkerCell, cause: Error | undefined) => {
      const holder = this.release(cell)
      this.cells.delete(cell)
      this.track(cell.stop())
      if (cause !== undefined) this.countFailure(cause)
      const isPointless = cause !== undefined && this.queue.size === 0
      if (!isPointless) {
        this.fill(holder)
        this.dispatch()
      }
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
