import type { JsonColumn } from '../kernel/column.js'

export type WorkflowTable = {
  tenant_id: string
  id: string
  app_id: string
  version_label: string
  document: JsonColumn
  created_at: Date
  updated_at: Date
  version: number
}
