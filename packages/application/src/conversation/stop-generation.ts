import type { EndUser } from '@weft/domain/account'
import type { App } from '@weft/domain/app'
import type { RequestContext } from '@weft/domain/kernel'
import type { RunEventStore } from '@weft/domain/workflow'
import type { GenerationRegistry, UnitOfWork } from '../kernel/index.js'
import type { PausedRuns } from '../workflow/index.js'

export type StopGenerationArgs = {
  readonly app: App
  readonly endUser: EndUser
  readonly taskId: string
}

/** What is needed to stop generations that wait for people. */
export type PausedGenerationPorts = {
  readonly unitOfWork: UnitOfWork
  readonly runEvents: RunEventStore
  readonly pausedRuns: Pick<PausedRuns, 'stop'>
}

/**
 * Stops a generation that the same end user began through the same app, also one that is paused. For any other task it
 * does nothing, silently.
 */
export class StopGeneration {
  constructor(
    private readonly registry: GenerationRegistry,
    private readonly paused?: PausedGenerationPorts,
  ) {}

  async execute(context: RequestContext, args: StopGenerationArgs): Promise<void> {
    const { app, endUser, taskId } = args
    await this.registry.stop({ taskId, appId: app.id, endUserId: endUser.id })
    if (this.paused) await this.stopPaused(context, args, this.paused)
  }

  private async stopPaused(
    { tenantId }: RequestContext,
    { app, endUser, taskId }: StopGenerationArgs,
    { unitOfWork, runEvents, pausedRuns }: PausedGenerationPorts,
  ): Promise<void> {
    const [form] = await unitOfWork.run(tenantId, ({ humanInputForms }) =>
      humanInputForms.listByTask(app.id, taskId),
    )
    if (!form) return
    const { runId } = form.properties
    const run = await runEvents.find(tenantId, app.id, runId)
    if (run?.createdBy === endUser.id) await pausedRuns.stop({ tenantId, appId: app.id, runId })
  }
}
