import type { AppId } from '@weft/domain/kernel'
import {
  DRAFT_VERSION,
  type Workflow,
  type WorkflowId,
  type WorkflowRepository,
} from '@weft/domain/workflow'
import { sql } from 'kysely'
import { requireSaved, type TenantSession } from '../kernel/tenant-session.js'
import { toWorkflow, toWorkflowRow } from './workflow-mapper.js'

export class PostgresWorkflowRepository implements WorkflowRepository {
  constructor(private readonly session: TenantSession) {}

  async find(appId: AppId, id: WorkflowId): Promise<Workflow | undefined> {
    const row = await this.ofApp(appId).selectAll().where('id', '=', id).executeTakeFirst()
    return row && toWorkflow(row)
  }

  async findDraft(appId: AppId): Promise<Workflow | undefined> {
    const row = await this.ofApp(appId)
      .selectAll()
      .where('version_label', '=', sql.lit(DRAFT_VERSION))
      .executeTakeFirst()
    return row && toWorkflow(row)
  }

  async save(workflow: Workflow): Promise<void> {
    this.session.requireOwn(workflow.properties.tenantId)
    const isNew = workflow.version === 0
    requireSaved(isNew ? await this.insert(workflow) : await this.update(workflow), workflow)
  }

  private ofApp(appId: AppId) {
    return this.session.db
      .selectFrom('workflows')
      .where('tenant_id', '=', this.session.tenantId)
      .where('app_id', '=', appId)
  }

  private async insert(workflow: Workflow): Promise<bigint | undefined> {
    const result = await this.session.db
      .insertInto('workflows')
      .values(toWorkflowRow(workflow))
      .onConflict((on) => on.doNothing())
      .executeTakeFirst()
    return result.numInsertedOrUpdatedRows
  }

  private async update(workflow: Workflow): Promise<bigint> {
    const result = await this.session.db
      .updateTable('workflows')
      .set(toWorkflowRow(workflow))
      .where('tenant_id', '=', this.session.tenantId)
      .where('id', '=', workflow.id)
      .where('version', '=', workflow.version)
      .executeTakeFirst()
    return result.numUpdatedRows
  }
}
