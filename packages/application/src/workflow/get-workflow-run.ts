import type { App } from '@weft/domain/app'
import type { RequestContext } from '@weft/domain/kernel'
import { RunId, type RunEventStore, type WorkflowRun } from '@weft/domain/workflow'
import { WorkflowRunNotFound } from './workflow-error.js'

/** The record of one of the app's runs, whoever asked for it. */
export class GetWorkflowRun {
  constructor(private readonly runEvents: RunEventStore) {}

  /** @throws WorkflowRunNotFound when the app has no such run. */
  async execute(
    context: RequestContext,
    args: { readonly app: App; readonly runId: string },
  ): Promise<WorkflowRun> {
    const runId = RunId.tryParse(args.runId)
    const run = runId && (await this.runEvents.find(context.tenantId, args.app.id, runId))
    if (!run) throw new WorkflowRunNotFound(args.runId)
    return run
  }
}
