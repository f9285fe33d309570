import type { App } from '@weft/domain/app'
import type { RequestContext } from '@weft/domain/kernel'
import { RunId } from '@weft/domain/workflow'
import type { PausedRuns, Resumption } from './paused-runs.js'
import { WorkflowRunNotFound } from './workflow-error.js'

/** Goes on with a paused run, whatever it waits for: nodes that still wait ask again. */
export class ResumeRun {
  constructor(private readonly pausedRuns: Pick<PausedRuns, 'resume'>) {}

  /** @throws WorkflowRunNotFound when the id is none of a run. */
  async execute(
    { tenantId }: RequestContext,
    { app, runId: rawId }: { readonly app: App; readonly runId: string },
  ): Promise<Resumption> {
    const runId = RunId.tryParse(rawId)
    if (runId === undefined) throw new WorkflowRunNotFound(rawId)
    return this.pausedRuns.resume({ tenantId, appId: app.id, runId }, { isForced: true })
  }
}
