import { Conflict, type AppId } from '@weft/domain/kernel'
import { Workflow, type WorkflowId, type WorkflowRepository } from '@weft/domain/workflow'
import type { InMemorySession } from './in-memory-session.js'

export class InMemoryWorkflowRepository implements WorkflowRepository {
  constructor(private readonly session: InMemorySession) {}

  async find(appId: AppId, id: WorkflowId): Promise<Workflow | undefined> {
    const workflow = this.session.tables.workflows.get(id)
    return workflow?.properties.appId === appId ? workflow : undefined
  }

  async findDraft(appId: AppId): Promise<Workflow | undefined> {
    return [...this.session.tables.workflows.values()].find(
      (workflow) => workflow.isDraft && workflow.properties.appId === appId,
    )
  }

  async save(workflow: Workflow): Promise<void> {
    this.session.requireOwn(workflow.properties.tenantId)
    if (workflow.isDraft) await this.requireOnlyDraft(workflow)
    const next = Workflow.restore({ ...workflow.properties, version: workflow.version + 1 })
    this.session.putVersion(this.session.tables.workflows, next)
  }

  private async requireOnlyDraft(workflow: Workflow): Promise<void> {
    const draft = await this.findDraft(workflow.properties.appId)
    if (draft !== undefined && draft.id !== workflow.id)
      throw new Conflict(`App ${workflow.properties.appId} has a draft already.`)
  }
}
