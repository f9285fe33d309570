import type { AppId, JsonObject, TenantId, WorkflowId } from '../../kernel/index.js'
import type { RunId } from './run-id.js'

export type RunStatus =
  'running' | 'succeeded' | 'failed' | 'stopped' | 'partial-succeeded' | 'paused'

/** The record of a run: a projection of its events, kept beside them for reading at a glance. */
export type WorkflowRun = {
  readonly id: RunId
  readonly tenantId: TenantId
  readonly appId: AppId
  readonly workflowId: WorkflowId
  /** Version label of the workflow that ran. */
  readonly workflowVersion: string
  readonly mode: 'workflow' | 'advanced-chat'
  readonly status: RunStatus
  readonly inputs: JsonObject
  readonly outputs: JsonObject
  readonly error: string | undefined
  readonly totalTokens: number
  readonly totalSteps: number
  readonly exceptionsCount: number
  /** The end user who asked for it, as text; absent for runs of the workspace itself. */
  readonly createdBy: string | undefined
  readonly createdAt: Date
  readonly finishedAt: Date | undefined
}

/** Seconds from start to end; absent while the run goes on. */
export function elapsedSeconds(run: WorkflowRun): number | undefined {
  return run.finishedAt && (run.finishedAt.getTime() - run.createdAt.getTime()) / 1000
}
