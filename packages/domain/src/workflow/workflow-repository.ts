import type { AppId, WorkflowId } from '../kernel/index.js'
import type { Workflow } from './workflow.js'

/** Workflows of one workspace. */
export interface WorkflowRepository {
  /** The draft or published version with this id, if it is the app's. */
  find(appId: AppId, id: WorkflowId): Promise<Workflow | undefined>
  findDraft(appId: AppId): Promise<Workflow | undefined>
  /** @throws Conflict when somebody else saved it since it was loaded, or the app has a draft already. */
  save(workflow: Workflow): Promise<void>
}
