import type { Generated } from 'kysely'
import type { JsonColumn } from '../kernel/column.js'

export type AppTable = {
  tenant_id: string
  id: string
  mode: string
  name: string
  description: string
  icon_type: string
  icon_value: string | null
  icon_background: string
  use_icon_as_answer_icon: boolean
  dsl_extras: JsonColumn
  status: string
  api_enabled: boolean
  site_enabled: boolean
  max_active_requests: number
  configuration_id: string | null
  published_workflow_id: string | null
  created_at: Date
  updated_at: Date
  deleted_at: Date | null
  version: number
}

export type AppConfigurationTable = {
  tenant_id: string
  id: string
  app_id: string
  document: JsonColumn
  created_at: Date
}

export type ApiKeyTable = {
  tenant_id: string
  id: string
  app_id: string | null
  hash: string
  hint: string
  created_at: Date
  revoked_at: Date | null
  /** Not part of the key: noting a use makes no new version of it. */
  last_used_at: Generated<Date | null>
  version: number
}
