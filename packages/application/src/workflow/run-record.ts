import {
  errorAfter,
  isRunEnded,
  statusAfter,
  type RunEnded,
  type RunEvent,
  type RunPaused,
  type WorkflowRun,
} from '@weft/domain/workflow'

/** The record of a run that is about to begin. */
export function newRunRecord(
  args: Pick<
    WorkflowRun,
    | 'id'
    | 'tenantId'
    | 'appId'
    | 'workflowId'
    | 'workflowVersion'
    | 'mode'
    | 'createdBy'
    | 'createdAt'
  >,
): WorkflowRun {
  return {
    ...args,
    status: 'running',
    inputs: {},
    outputs: {},
    error: undefined,
    totalTokens: 0,
    totalSteps: 0,
    exceptionsCount: 0,
    finishedAt: undefined,
  }
}

/** The record as it is after the event. Most events leave it as it was. */
export function advanceRunRecord(run: WorkflowRun, event: RunEvent): WorkflowRun {
  if (event.type === 'RunStarted') return { ...run, status: 'running', inputs: event.inputs }
  if (event.type === 'RunPaused') return pauseRunRecord(run, event)
  if (isRunEnded(event)) return endRunRecord(run, event)
  return run
}

/** Its outputs are shown when it ends. */
function pauseRunRecord(run: WorkflowRun, event: RunPaused): WorkflowRun {
  return {
    ...run,
    status: 'paused',
    totalTokens: event.usage.totalTokens,
    totalSteps: event.steps,
    exceptionsCount: event.exceptionsCount,
  }
}

function endRunRecord(run: WorkflowRun, event: RunEnded): WorkflowRun {
  return {
    ...run,
    status: statusAfter(event),
    outputs: event.type === 'RunFailed' ? {} : event.outputs,
    error: errorAfter(event),
    totalTokens: event.usage.totalTokens,
    totalSteps: event.steps,
    exceptionsCount: event.exceptionsCount,
    finishedAt: event.at,
  }
}
