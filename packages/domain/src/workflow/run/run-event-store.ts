import { Conflict, type AppId, type TenantId } from '../../kernel/index.js'
import type { RunEvent } from './run-event.js'
import type { RunId } from './run-id.js'
import type { WorkflowRun } from './workflow-run.js'

export type RecordedRunEvent = {
  /** Place among the run's stored events, from 1 and without gaps. */
  readonly position: number
  readonly event: RunEvent
}

/** Append-only record of everything that happened in a run, and the run's record beside it. */
export interface RunEventStore {
  /**
   * Stores further events of the run, and the run's record as it is after them, both or neither.
   * Resolves only when they are stored. Appends of several runs may share one write.
   *
   * @param expectedVersion number of events stored before; 0 for a run that is new.
   * @throws ConcurrentRunUpdate when another writer got past `expectedVersion` first.
   */
  append(run: WorkflowRun, events: readonly RunEvent[], expectedVersion: number): Promise<void>
  /** Stored events after `afterPosition` (0: all), oldest first. An unknown run has none. */
  read(
    tenantId: TenantId,
    runId: RunId,
    afterPosition?: number,
  ): Promise<readonly RecordedRunEvent[]>
  /** The record of the app's run. */
  find(tenantId: TenantId, appId: AppId, runId: RunId): Promise<WorkflowRun | undefined>
  /** Runs of every workspace that were created before `startedBefore` and are `running`, oldest first: after a crash, the orphans. */
  listUnfinished(startedBefore: Date): Promise<readonly WorkflowRun[]>
}

/** Two writers recorded the same run; the later one must reload. */
export class ConcurrentRunUpdate extends Conflict {
  override readonly code = 'run.concurrent_update'
  constructor(
    readonly runId: RunId,
    options: { readonly cause?: unknown } = {},
  ) {
    super(`Run ${runId} was changed by another writer.`, options)
  }
}
