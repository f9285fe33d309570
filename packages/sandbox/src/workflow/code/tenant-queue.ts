/** How much may wait. */
export type QueueLimits = {
  readonly maxQueued: number
  /** Of these, how many one tenant may hold. */
  readonly maxQueuedPerTenant: number
}

/** How much a tenant has in progress; undefined when it may not have more, with so many items waiting. */
export type Load = (tenant: string, waiting: number) => number | undefined

/**
 * A bounded queue that is fair: the tenant with the least in progress comes first, and those with as much take turns. So
 * however much one tenant has waiting, another tenant's first item is taken before that tenant's second.
 */
export class TenantQueue<Item> {
  /** Insertion order is the order of turns: who was served goes to the end. */
  private readonly waiting = new Map<string, Item[]>()
  private count = 0

  constructor(private readonly limits: QueueLimits) {}

  get size(): number {
    return this.count
  }

  /** False when there is no room, for anybody or for this tenant. */
  offer(tenant: string, item: Item): boolean {
    const items = this.waiting.get(tenant) ?? []
    if (this.count >= this.limits.maxQueued) return false
    if (items.length >= this.limits.maxQueuedPerTenant) return false
    items.push(item)
    this.waiting.set(tenant, items)
    this.count += 1
    return true
  }

  /** The oldest item of the tenant whose turn it is; nothing when nobody may have more. */
  take(load: Load): { readonly tenant: string; readonly item: Item } | undefined {
    const tenant = this.nextTenant(load)
    if (tenant === undefined) return undefined
    const items = this.waiting.get(tenant) ?? []
    this.waiting.delete(tenant)
    const item = items.shift()
    if (items.length > 0) this.waiting.set(tenant, items)
    if (item === undefined) return undefined
    this.count -= 1
    return { tenant, item }
  }

  /** Removes an item that is no longer wanted; nothing happens when it has been taken already. */
  remove(tenant: string, item: Item): void {
    const items = this.waiting.get(tenant)
    const index = items?.indexOf(item) ?? -1
    if (items === undefined || index < 0) return
    items.splice(index, 1)
    if (items.length === 0) this.waiting.delete(tenant)
    this.count -= 1
  }

  /** Empties the queue. */
  drain(): readonly Item[] {
    const items = [...this.waiting.values()].flat()
    this.waiting.clear()
    this.count = 0
    return items
  }

  private nextTenant(load: Load): string | undefined {
    let next: string | undefined
    let least = Infinity
    for (const [tenant, items] of this.waiting) {
      const held = load(tenant, items.length) ?? Infinity
      if (held >= least) continue
      next = tenant
      least = held
    }
    return next
  }
}
