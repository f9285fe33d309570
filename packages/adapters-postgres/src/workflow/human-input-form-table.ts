import type { JsonColumn } from '../kernel/column.js'

export type HumanInputFormTable = {
  tenant_id: string
  id: string
  app_id: string
  run_id: string
  task_id: string
  /** That of `form`, to be found by. */
  token: string | null
  form: JsonColumn
  status: string
  submission: JsonColumn | null
  is_settled: boolean
  /** That of `form`, to be found by. */
  expires_at: Date
  created_at: Date
  updated_at: Date
  version: number
}
