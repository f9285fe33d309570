/** A tenant that has used nothing for so long does not count. */
const ACTIVE_MS = 10_000

type Use = { held: number; lastAt: number }

/**
 * How much of a pool each tenant may hold. One alone may hold every worker; as soon as another one is active, a tenant
 * with a backlog leaves one worker to the others, so that a flood does not take all processors.
 */
export class TenantShares {
  private readonly uses = new Map<string, Use>()

  /** `workers`: the most a tenant may hold. */
  constructor(
    private readonly workers: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The tenant holds one more. */
  take(tenant: string): void {
    const held = this.uses.get(tenant)?.held ?? 0
    this.uses.set(tenant, { held: held + 1, lastAt: this.now() })
  }

  /** The tenant holds one less. */
  release(tenant: string): void {
    const held = this.uses.get(tenant)?.held ?? 0
    this.uses.set(tenant, { held: Math.max(held - 1, 0), lastAt: this.now() })
  }

  /** Cells the tenant holds; undefined when it may not have more now, with so many of its runs waiting. */
  load(tenant: string, waiting: number): number | undefined {
    const held = this.uses.get(tenant)?.held ?? 0
    const isFlood = waiting > 1 && this.hasOthers(tenant)
    const share = isFlood ? Math.max(1, this.workers - 1) : this.workers
    return held < share ? held : undefined
  }

  /** The same for a reserved worker: only who has nothing in progress, and wants one thing, may have it. */
  reservedLoad(tenant: string, waiting: number): number | undefined {
    const held = this.uses.get(tenant)?.held ?? 0
    return held === 0 && waiting === 1 ? held : undefined
  }

  private hasOthers(tenant: string): boolean {
    const since = this.now() - ACTIVE_MS
    for (const [other, { held, lastAt }] of this.uses) {
      if (held === 0 && lastAt < since) this.uses.delete(other)
      else if (other !== tenant) return true
    }
    return false
  }
}
