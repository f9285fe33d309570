import type { JsonColumn } from '../kernel/column.js'

export type CodeSettingsTable = {
  tenant_id: string
  document: JsonColumn
  version: number
}
