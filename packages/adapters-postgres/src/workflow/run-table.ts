import type { JsonColumn } from '../kernel/column.js'

export type WorkflowRunTable = {
  tenant_id: string
  id: string
  app_id: string
  workflow_id: string
  workflow_version: string
  mode: string
  status: string
  inputs: JsonColumn
  outputs: JsonColumn
  error: string | null
  /** A `bigint`, which the driver gives as text. */
  total_tokens: string
  total_steps: number
  exceptions_count: number
  created_by: string | null
  created_at: Date
  finished_at: Date | null
  /** Number of events stored: the version appends are checked against. */
  event_count: number
}

export type WorkflowRunEventTable = {
  tenant_id: string
  run_id: string
  /** From 1, without gaps. */
  position: number
  event: JsonColumn
}
