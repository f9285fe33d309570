import type { AppId, TenantId } from '@weft/domain/kernel'
import type { Workflow } from '@weft/domain/workflow'
import type { Repositories, UnitOfWork } from '../kernel/index.js'
import type { AppCallerCache } from './app-caller-cache.js'
import { AppNotFound, NoDraftToPublish } from './app-error.js'
import { publishDraft, type PublishDraftPorts } from './publish-draft.js'

export type PublishWorkflowArgs = { readonly tenantId: TenantId; readonly appId: AppId }

export type PublishWorkflowPorts = PublishDraftPorts & {
  readonly unitOfWork: UnitOfWork
  readonly cache: AppCallerCache
}

/** Publishes the draft of an app's workflow: from now on callers run this version. */
export class PublishWorkflow {
  constructor(private readonly ports: PublishWorkflowPorts) {}

  /**
   * @throws AppNotFound when the workspace has no such app.
   * @throws NoDraftToPublish when the app has no workflow.
   * @throws DslInvalid or GraphInvalid when the draft could not run.
   */
  async execute({ tenantId, appId }: PublishWorkflowArgs): Promise<Workflow> {
    const published = await this.ports.unitOfWork.run(tenantId, (repositories) =>
      this.publish(repositories, appId),
    )
    this.ports.cache.evictApp(appId)
    return published
  }

  private async publish(repositories: Repositories, appId: AppId): Promise<Workflow> {
    const app = await repositories.apps.find(appId)
    if (!app) throw new AppNotFound(appId)
    const draft = await repositories.workflows.findDraft(appId)
    if (!draft) throw new NoDraftToPublish(appId)
    const result = await publishDraft(repositories, this.ports, { app, draft })
    await repositories.apps.save(result.app)
    await repositories.outbox.add(result.app.recordedEvents)
    return result.published
  }
}
