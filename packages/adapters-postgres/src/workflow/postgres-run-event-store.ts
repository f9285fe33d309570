import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AppId, TenantId } from '@weft/domain/kernel'
import {
  ConcurrentRunUpdate,
  type RecordedRunEvent,
  type RunEvent,
  type RunEventStore,
  type RunId,
  type WorkflowRun,
} from '@weft/domain/workflow'
import { sql, type Kysely, type Selectable } from 'kysely'
import { kyselyOf, type Database } from '../kernel/database.js'
import { isConnectionLost } from '../kernel/query-failed.js'
import type { Schema } from '../kernel/schema.js'
import { inTenant, inTransaction, switchTenant } from '../kernel/tenant-transaction.js'
import { RunEventDecoder } from './run-event-decoder.js'
import { toStoredRunEvent } from './run-event-encoder.js'
import { toStoredRun, toWorkflowRun } from './run-mapper.js'
import type { WorkflowRunTable } from './run-table.js'
import { latestRun, takeBatch, type PendingAppend, type RunWrite } from './run-write.js'
import { writeRuns } from './write-runs.js'

/**
 * Appends that arrive while a write is under way are collected and written together by the next one, so that many runs
 * share the cost of a transaction. One write is under way at a time.
 */
export class PostgresRunEventStore implements RunEventStore {
  #queue: PendingAppend[] = []
  #isWriting = false

  constructor(private readonly database: Database) {}

  async append(
    run: WorkflowRun,
    events: readonly RunEvent[],
    expectedVersion: number,
  ): Promise<void> {
    // What cannot be stored fails here, alone, rather than in a write it shares.
    const stored = { run: toStoredRun(run), events: events.map(toStoredRunEvent), expectedVersion }
    return new Promise((resolve, reject) => {
      this.#queue.push({ ...stored, resolve, reject })
      void this.writeQueue()
    })
  }

  async read(
    tenantId: TenantId,
    runId: RunId,
    afterPosition = 0,
  ): Promise<readonly RecordedRunEvent[]> {
    const rows = await inTenant(kyselyOf(this.database), tenantId, ({ db }) =>
      db
        .selectFrom('workflow_run_events')
        .select(['position', 'event'])
        .where('tenant_id', '=', tenantId)
        .where('run_id', '=', runId)
        .where('position', '>', afterPosition)
        .orderBy('position')
        .execute(),
    )
    const decoder = new RunEventDecoder()
    return rows.map(({ position, event }) => ({ position, event: decoder.decode(event) }))
  }

  async find(tenantId: TenantId, appId: AppId, runId: RunId): Promise<WorkflowRun | undefined> {
    const row = await inTenant(kyselyOf(this.database), tenantId, ({ db }) =>
      db
        .selectFrom('workflow_runs')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('id', '=', runId)
        .where('app_id', '=', appId)
        .executeTakeFirst(),
    )
    return row && toWorkflowRun(row)
  }

  async listUnfinished(startedBefore: Date): Promise<readonly WorkflowRun[]> {
    const query = sql<Selectable<WorkflowRunTable>>`
      select * from list_unfinished_runs(${startedBefore})`
    const { rows } = await query.execute(kyselyOf(this.database))
    return rows.map(toWorkflowRun)
  }

  private async writeQueue(): Promise<void> {
    if (this.#isWriting) return
    this.#isWriting = true
    try {
      while (this.#queue.length > 0) {
        // PGlite works without leaving the tick: whoever waits at the door must be let in before each write.
        await nextTurn()
        const { batch, rest } = takeBatch(this.#queue)
        this.#queue = rest
        await this.writeTogether(batch)
      }
    } finally {
      this.#isWriting = false
    }
  }

  private async writeTogether(batch: readonly RunWrite[]): Promise<void> {
    try {
      const refused = await this.transact(batch)
      for (const write of batch)
        if (!refused.has(write))
          settle(write, (append) => {
            append.resolve()
          })
      await this.writeOneByOne([...refused])
    } catch (error) {
      await this.recover(batch, error)
    }
  }

  /** One append that the database refuses must not take its neighbours with it. */
  private async recover(batch: readonly RunWrite[], error: unknown): Promise<void> {
    const isAlone = batch.length === 1 && batch[0]?.appends.length === 1
    const isOutOfReach = isConnectionLost(error)
    if (isAlone || isOutOfReach)
      for (const write of batch)
        settle(write, (append) => {
          append.reject(error)
        })
    else await this.writeOneByOne(batch)
  }

  private async writeOneByOne(writes: readonly RunWrite[]): Promise<void> {
    for (const append of writes.flatMap(({ appends }) => appends)) await this.writeAlone(append)
  }

  private async writeAlone(append: PendingAppend): Promise<void> {
    try {
      const write = { expectedVersion: append.expectedVersion, appends: [append] }
      const refused = await this.transact([write])
      if (refused.has(write)) append.reject(new ConcurrentRunUpdate(append.run.id))
      else append.resolve()
    } catch (error) {
      append.reject(error)
    }
  }

  /** Writes all in one transaction. Returns the writes whose version was not the expected one; nothing of them is stored. */
  private async transact(batch: readonly RunWrite[]): Promise<ReadonlySet<RunWrite>> {
    const groups = groupByTenant(batch)
    const [first] = groups.keys()
    if (first === undefined) return new Set()
    return inTransaction(kyselyOf(this.database), first, (connection) =>
      writeByTenant(connection, first, groups),
    )
  }
}

async function writeByTenant(
  connection: Kysely<Schema>,
  begunIn: TenantId,
  groups: ReadonlyMap<TenantId, readonly RunWrite[]>,
): Promise<ReadonlySet<RunWrite>> {
  const refused = new Set<RunWrite>()
  for (const [tenantId, writes] of groups) {
    if (tenantId !== begunIn) await switchTenant(connection, tenantId)
    const written = await writeRuns(connection, tenantId, writes)
    for (const write of writes) if (!written.has(latestRun(write).id)) refused.add(write)
  }
  return refused
}

function groupByTenant(batch: readonly RunWrite[]): ReadonlyMap<TenantId, readonly RunWrite[]> {
  const groups = new Map<TenantId, RunWrite[]>()
  for (const write of batch) {
    const { tenantId } = latestRun(write)
    const group = groups.get(tenantId)
    if (group === undefined) groups.set(tenantId, [write])
    else group.push(write)
  }
  return groups
}

function settle(write: RunWrite, end: (append: PendingAppend) => void): void {
  for (const append of write.appends) end(append)
}
