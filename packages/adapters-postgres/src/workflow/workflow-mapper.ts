import { AppId, TenantId } from '@weft/domain/kernel'
import { Workflow, WorkflowId } from '@weft/domain/workflow'
import type { Insertable, Selectable } from 'kysely'
import { storedObject } from '../kernel/stored-fields.js'
import { toStoredJson } from '../kernel/stored-json.js'
import { fromStoredText, toStoredText } from '../kernel/stored-text.js'
import type { WorkflowTable } from './workflow-table.js'

/** The row of the workflow as it is after saving. */
export const toWorkflowRow = ({ properties: workflow }: Workflow): Insertable<WorkflowTable> => ({
  tenant_id: workflow.tenantId,
  id: workflow.id,
  app_id: workflow.appId,
  version_label: toStoredText(workflow.versionLabel),
  document: toStoredJson(workflow.document),
  created_at: workflow.createdAt,
  updated_at: workflow.updatedAt,
  version: workflow.version + 1,
})

export const toWorkflow = (row: Selectable<WorkflowTable>): Workflow =>
  Workflow.restore({
    id: WorkflowId.parse(row.id),
    tenantId: TenantId.parse(row.tenant_id),
    appId: AppId.parse(row.app_id),
    versionLabel: fromStoredText(row.version_label),
    document: storedObject(row.document, 'workflows.document'),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
  })
