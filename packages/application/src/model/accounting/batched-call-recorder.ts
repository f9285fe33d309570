import type { Logger, TenantId } from '@weft/domain/kernel'
import type { ModelCallRecord, ModelCallRecorder } from '@weft/domain/model'
import type { UnitOfWork } from '../../kernel/index.js'

export type BatchedCallRecorderOptions = {
  /** How long a call waits for others to be written with; default one second. */
  readonly delayMs?: number
  /** Most calls written at one time; default 500. */
  readonly batchSize?: number
  /** Most calls that wait while the database cannot be reached; the oldest are given up then. Default 20,000. */
  readonly maxWaiting?: number
}

const DEFAULTS = { delayMs: 1_000, batchSize: 500, maxWaiting: 20_000 }

/**
 * Writes calls a moment later, many at a time. What cannot be written is kept and tried again; a process that is
 * killed loses what waited, so `close` it.
 */
export class BatchedCallRecorder implements ModelCallRecorder {
  readonly #options: Required<BatchedCallRecorderOptions>
  #waiting: ModelCallRecord[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #writing: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(
    private readonly ports: { readonly unitOfWork: UnitOfWork; readonly logger: Logger },
    options: BatchedCallRecorderOptions = {},
  ) {
    this.#options = { ...DEFAULTS, ...options }
  }

  record(call: ModelCallRecord): void {
    this.#waiting.push(call)
    this.giveUpOldest()
    if (!this.#isClosed) this.#timer ??= setTimeout(() => void this.flush(), this.#options.delayMs)
  }

  /** Writes everything that waits. Never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#writing = this.#writing.then(() => this.write())
    return this.#writing
  }

  /** Writes what waits, for the last time. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.flush()
  }

  private async write(): Promise<void> {
    const calls = this.#waiting
    this.#waiting = []
    for (const [tenantId, own] of byTenant(calls))
      for (let start = 0; start < own.length; start += this.#options.batchSize)
        await this.writeBatch(tenantId, own.slice(start, start + this.#options.batchSize))
  }

  private async writeBatch(tenantId: TenantId, calls: readonly ModelCallRecord[]): Promise<void> {
    const { unitOfWork, logger } = this.ports
    try {
      await unitOfWork.run(tenantId, ({ modelCalls }) => modelCalls.add(calls))
    } catch (error) {
      logger.warn('model calls not recorded yet', { calls: calls.length, error })
      for (const call of calls) this.record(call)
    }
  }

  private giveUpOldest(): void {
    const surplus = this.#waiting.length - this.#options.maxWaiting
    if (surplus <= 0) return
    this.#waiting.splice(0, surplus)
    this.ports.logger.error('model calls given up', { calls: surplus })
  }
}

function byTenant(
  calls: readonly ModelCallRecord[],
): ReadonlyMap<TenantId, readonly ModelCallRecord[]> {
  const groups = new Map<TenantId, ModelCallRecord[]>()
  for (const call of calls) {
    const own = groups.get(call.tenantId)
    if (own) own.push(call)
    else groups.set(call.tenantId, [call])
  }
  return groups
}
