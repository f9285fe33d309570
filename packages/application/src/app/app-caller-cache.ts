import type { Tenant } from '@weft/domain/account'
import type { App } from '@weft/domain/app'
import type { AppId, Clock } from '@weft/domain/kernel'
import { LRUCache } from 'lru-cache'

/** What a valid key opens, as it was when it was looked up. Nothing where a row is gone. */
export type KnownKey = { readonly app: App | undefined; readonly tenant: Tenant | undefined }

type Lookup = { readonly known: KnownKey | undefined }

const KNOWN_MS = 60_000
const UNKNOWN_MS = 10_000

/**
 * Remembers what keys open: found ones for 60 seconds, unknown ones for 10. Whoever changes an app or a key evicts it,
 * so that the change shows at once in this process.
 */
export class AppCallerCache {
  readonly #lookups: LRUCache<string, Lookup>
  #evictions = 0

  constructor(clock: Clock, options: { readonly maxEntries?: number } = {}) {
    this.#lookups = new LRUCache({
      max: options.maxEntries ?? 10_000,
      ttl: KNOWN_MS,
      ttlResolution: 0,
      perf: { now: () => clock.now().getTime() },
    })
  }

  /** What the key with this hash opens, looked up at most once within its time. */
  async resolve(
    hash: string,
    look: () => Promise<KnownKey | undefined>,
  ): Promise<KnownKey | undefined> {
    const cached = this.#lookups.get(hash)
    if (cached) return cached.known
    const evictions = this.#evictions
    const known = await look()
    // What was evicted while it was being looked up may be out of date already.
    if (evictions === this.#evictions)
      this.#lookups.set(hash, { known }, { ttl: known ? KNOWN_MS : UNKNOWN_MS })
    return known
  }

  evictKey(hash: string): void {
    this.#evictions++
    this.#lookups.delete(hash)
  }

  evictApp(appId: AppId): void {
    this.#evictions++
    for (const [hash, { known }] of this.#lookups.entries())
      if (known?.app?.id === appId) this.#lookups.delete(hash)
  }
}
