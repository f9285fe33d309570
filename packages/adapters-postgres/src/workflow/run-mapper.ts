import { AppId, TenantId } from '@weft/domain/kernel'
import { RunId, WorkflowId, type RunStatus, type WorkflowRun } from '@weft/domain/workflow'
import type { Selectable } from 'kysely'
import { storedObject, storedWord } from '../kernel/stored-fields.js'
import { toStoredJson } from '../kernel/stored-json.js'
import { fromStoredText, toStoredText } from '../kernel/stored-text.js'
import type { WorkflowRunTable } from './run-table.js'

const STATUSES = Object.keys({
  running: true,
  succeeded: true,
  failed: true,
  stopped: true,
  'partial-succeeded': true,
  paused: true,
} satisfies Record<RunStatus, true>) as RunStatus[]

export const toWorkflowRun = (row: Selectable<WorkflowRunTable>): WorkflowRun => ({
  id: RunId.parse(row.id),
  tenantId: TenantId.parse(row.tenant_id),
  appId: AppId.parse(row.app_id),
  workflowId: WorkflowId.parse(row.workflow_id),
  workflowVersion: fromStoredText(row.workflow_version),
  mode: storedWord(row.mode, ['workflow', 'advanced-chat'], 'workflow_runs.mode'),
  status: storedWord(row.status, STATUSES, 'workflow_runs.status'),
  inputs: storedObject(row.inputs, 'workflow_runs.inputs'),
  outputs: storedObject(row.outputs, 'workflow_runs.outputs'),
  error: row.error === null ? undefined : fromStoredText(row.error),
  totalTokens: Number(row.total_tokens),
  totalSteps: row.total_steps,
  exceptionsCount: row.exceptions_count,
  createdBy: row.created_by === null ? undefined : fromStoredText(row.created_by),
  createdAt: row.created_at,
  finishedAt: row.finished_at ?? undefined,
})

/** A run as its columns take it. */
export type StoredRun = Omit<
  WorkflowRun,
  'inputs' | 'outputs' | 'error' | 'createdBy' | 'createdAt' | 'finishedAt'
> & {
  readonly inputs: string
  readonly outputs: string
  readonly error: string | null
  readonly createdBy: string | null
  readonly createdAt: string
  readonly finishedAt: string | null
}

export const toStoredRun = (run: WorkflowRun): StoredRun => ({
  ...run,
  workflowVersion: toStoredText(run.workflowVersion),
  inputs: toStoredJson(run.inputs),
  outputs: toStoredJson(run.outputs),
  error: run.error === undefined ? null : toStoredText(run.error),
  createdBy: run.createdBy === undefined ? null : toStoredText(run.createdBy),
  createdAt: run.createdAt.toISOString(),
  finishedAt: run.finishedAt?.toISOString() ?? null,
})
