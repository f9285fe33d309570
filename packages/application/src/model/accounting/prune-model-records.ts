import type { Clock, TenantId } from '@weft/domain/kernel'
import type { PrunableWorkspaces, PruningLimits } from '@weft/domain/model'
import type { Repositories, UnitOfWork } from '../../kernel/index.js'

/** How long what is written about models is kept. */
export type ModelRetention = {
  /** Days for which model calls are. */
  readonly usageDays: number
  /** Days for which vectors are that nobody asked for again. */
  readonly embeddingDays: number
  /** Vectors per workspace; those that were not used for longest go first. */
  readonly maxEmbeddings: number
}

export type Pruned = { readonly calls: number; readonly vectors: number }

/** Rows one transaction takes away: others wait for no more than that. */
const BATCH_SIZE = 1_000
const DAY_MS = 86_400_000

/** Lets old model calls and unused vectors of all workspaces go, a few at a time. Several processes may at once. */
export class PruneModelRecords {
  constructor(
    private readonly ports: {
      readonly unitOfWork: UnitOfWork
      readonly workspaces: PrunableWorkspaces
      readonly clock: Clock
    },
    private readonly retention: ModelRetention,
    /** Default 1,000. */
    private readonly batchSize = BATCH_SIZE,
  ) {}

  /** Ends early, with what is done by then, once the signal is aborted. */
  async execute({ signal }: { readonly signal: AbortSignal }): Promise<Pruned> {
    const limits = this.limits()
    let pruned: Pruned = { calls: 0, vectors: 0 }
    for (const tenantId of await this.ports.workspaces.list(limits)) {
      const { calls, vectors } = await this.prune(tenantId, limits, signal)
      pruned = { calls: pruned.calls + calls, vectors: pruned.vectors + vectors }
    }
    return pruned
  }

  private async prune(
    tenantId: TenantId,
    limits: PruningLimits,
    signal: AbortSignal,
  ): Promise<Pruned> {
    const calls = await this.inBatches(tenantId, signal, ({ modelCalls }) =>
      modelCalls.removeBefore(limits.calledBefore, this.batchSize),
    )
    const vectors = await this.inBatches(tenantId, signal, ({ embeddingCache }) =>
      embeddingCache.prune(limits, this.batchSize),
    )
    return { calls, vectors }
  }

  private async inBatches(
    tenantId: TenantId,
    signal: AbortSignal,
    remove: (repositories: Repositories) => Promise<number>,
  ): Promise<number> {
    let removed = 0
    while (!signal.aborted) {
      const batch = await this.ports.unitOfWork.run(tenantId, remove)
      removed += batch
      if (batch < this.batchSize) break
    }
    return removed
  }

  private limits(): PruningLimits {
    const { usageDays, embeddingDays, maxEmbeddings } = this.retention
    const now = this.ports.clock.now().getTime()
    return {
      calledBefore: new Date(now - usageDays * DAY_MS),
      usedBefore: new Date(now - embeddingDays * DAY_MS),
      mostVectors: maxEmbeddings,
    }
  }
}
