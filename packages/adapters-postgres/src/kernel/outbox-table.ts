import type { Generated } from 'kysely'
import type { JsonColumn } from './column.js'

export type OutboxTable = {
  tenant_id: string
  position: Generated<string>
  type: string
  schema_version: number
  aggregate_id: string
  data: JsonColumn
  occurred_at: Date
}
