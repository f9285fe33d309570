import type { ApiKey } from '@weft/domain/app'
import type { DomainEvent, TenantId } from '@weft/domain/kernel'
import type { RunEvent, WorkflowRun } from '@weft/domain/workflow'
import { emptyTables, type TenantTables } from './in-memory-session.js'

export type InMemoryRun = {
  readonly record: WorkflowRun
  readonly events: RunEvent[]
}

export type StoredDomainEvent = {
  readonly tenantId: TenantId
  readonly event: DomainEvent
}

/** What the in-memory adapters share: give all of them the same store. Forgets everything with the process. */
export class InMemoryStore {
  /** Events of every committed unit of work, oldest first. */
  readonly outbox: StoredDomainEvent[] = []
  /** API keys of all workspaces, revoked ones included, by hash. */
  readonly apiKeysByHash = new Map<string, ApiKey>()
  /** When a key was last used, by hash. */
  readonly apiKeyUses = new Map<string, Date>()
  readonly #tenants = new Map<TenantId, TenantTables>()
  readonly #runs = new Map<TenantId, Map<string, InMemoryRun>>()

  #lastWork: Promise<unknown> = Promise.resolve()

  /** Runs the work when everything asked for before is done. */
  runAlone<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#lastWork.then(work)
    this.#lastWork = result.catch(() => undefined)
    return result
  }

  tablesOf(tenantId: TenantId): TenantTables {
    return getOrAdd(this.#tenants, tenantId, emptyTables)
  }

  runsOf(tenantId: TenantId): Map<string, InMemoryRun> {
    return getOrAdd(this.#runs, tenantId, () => new Map<string, InMemoryRun>())
  }

  *allTenants(): Iterable<readonly [TenantId, TenantTables]> {
    yield* this.#tenants
  }

  *allRuns(): Iterable<InMemoryRun> {
    for (const runs of this.#runs.values()) yield* runs.values()
  }
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
