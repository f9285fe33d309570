import type { Clock, TenantId } from '@weft/domain/kernel'
import type { CodeRules } from '@weft/domain/workflow'
import { LRUCache } from 'lru-cache'
import type { CodeRulesSource } from './code-rules-source.js'

/** Younger than this, rules are taken as they are. */
const FRESH_MS = 5_000
/** Up to this age they are used once more, while they are looked up anew. */
const USABLE_MS = 10_000
const MAX_WORKSPACES = 10_000

type Known = {
  rules?: { readonly value: CodeRules; readonly askedAt: number }
  lookup?: Promise<CodeRules>
}

/**
 * Remembers the rules of workspaces, so that a run of code waits for no query while code of its workspace runs often. A
 * change shows at once in the process that made it, and within ten seconds in every other one.
 */
export class KnownCodeRules implements CodeRulesSource {
  readonly #known = new LRUCache<TenantId, Known>({ max: MAX_WORKSPACES })

  constructor(
    private readonly source: CodeRulesSource,
    private readonly clock: Clock,
  ) {}

  get hasWorkspaces(): boolean {
    return this.source.hasWorkspaces
  }

  /** Rejects when nothing usable is known and the lookup fails. */
  async rulesOf(tenantId: TenantId): Promise<CodeRules> {
    const known = this.entry(tenantId)
    const { rules } = known
    const age = rules === undefined ? Infinity : this.now() - rules.askedAt
    if (rules === undefined || age >= USABLE_MS) return this.lookUp(tenantId, known)
    if (age >= FRESH_MS) this.lookUp(tenantId, known).catch(ignore)
    return rules.value
  }

  /** Forgets the workspace's rules, those being looked up right now included. */
  evict(tenantId: TenantId): void {
    this.#known.delete(tenantId)
  }

  private entry(tenantId: TenantId): Known {
    const known = this.#known.get(tenantId) ?? {}
    this.#known.set(tenantId, known)
    return known
  }

  /** Once at a time for each workspace. */
  private lookUp(tenantId: TenantId, known: Known): Promise<CodeRules> {
    known.lookup ??= this.ask(tenantId, known).finally(() => {
      delete known.lookup
    })
    return known.lookup
  }

  /** What is learnt goes to the entry that asked: one that was evicted meanwhile takes it along. */
  private async ask(tenantId: TenantId, known: Known): Promise<CodeRules> {
    const askedAt = this.now()
    const value = await this.source.rulesOf(tenantId)
    known.rules = { value, askedAt }
    return value
  }

  private now(): number {
    return this.clock.now().getTime()
  }
}

function ignore(): void {
  // The rules known are used until they are too old; then whoever needs them sees the failure.
}
