import type { AppId, TenantId } from '@weft/domain/kernel'
import {
  ConcurrentRunUpdate,
  type RecordedRunEvent,
  type RunEvent,
  type RunEventStore,
  type RunId,
  type WorkflowRun,
} from '@weft/domain/workflow'
import { oldestFirst } from './birth-order.js'
import type { InMemoryStore } from './in-memory-store.js'

export class InMemoryRunEventStore implements RunEventStore {
  constructor(private readonly store: InMemoryStore) {}

  async append(
    run: WorkflowRun,
    events: readonly RunEvent[],
    expectedVersion: number,
  ): Promise<void> {
    const runs = this.store.runsOf(run.tenantId)
    const stored = runs.get(run.id)?.events ?? []
    if (stored.length !== expectedVersion) throw new ConcurrentRunUpdate(run.id)
    for (const event of events) stored.push(event)
    runs.set(run.id, { record: run, events: stored })
  }

  async read(
    tenantId: TenantId,
    runId: RunId,
    afterPosition = 0,
  ): Promise<readonly RecordedRunEvent[]> {
    const events = this.store.runsOf(tenantId).get(runId)?.events ?? []
    return events
      .map((event, index) => ({ position: index + 1, event }))
      .slice(Math.max(afterPosition, 0))
  }

  async find(tenantId: TenantId, appId: AppId, runId: RunId): Promise<WorkflowRun | undefined> {
    const record = this.store.runsOf(tenantId).get(runId)?.record
    return record?.appId === appId ? record : undefined
  }

  async listUnfinished(startedBefore: Date): Promise<readonly WorkflowRun[]> {
    return Array.from(this.store.allRuns(), ({ record }) => record)
      .filter((run) => run.status === 'running' && run.createdAt < startedBefore)
      .sort(oldestFirst)
  }
}
