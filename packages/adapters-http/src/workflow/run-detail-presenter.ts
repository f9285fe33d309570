import { elapsedSeconds, type WorkflowRun } from '@weft/domain/workflow'
import { unixSeconds } from '../shared/unix-time.js'
import type { RunDetail } from './run-schema.js'

export function presentRunDetail(run: WorkflowRun): RunDetail {
  return {
    id: run.id,
    workflow_id: run.workflowId,
    status: run.status,
    inputs: JSON.stringify(run.inputs),
    outputs: run.outputs,
    error: run.error ?? null,
    total_steps: run.totalSteps,
    total_tokens: run.totalTokens,
    created_at: unixSeconds(run.createdAt),
    finished_at: run.finishedAt === undefined ? null : unixSeconds(run.finishedAt),
    elapsed_time: elapsedSeconds(run) ?? null,
  }
}
