import type { JsonColumn } from '../kernel/column.js'

export type ModelCredentialTable = {
  tenant_id: string
  id: string
  provider: string
  model_type: string | null
  model_name: string | null
  name: string
  sealed: string
  is_active: boolean
  created_at: Date
  updated_at: Date
  version: number
}

export type ModelSettingTable = {
  tenant_id: string
  model_type: string
  provider: string
  model_name: string
  document: JsonColumn
}

export type DefaultModelTable = {
  tenant_id: string
  model_type: string
  provider: string
  model_name: string
}

export type ModelCallTable = {
  tenant_id: string
  id: string
  called_at: Date
  model_type: string
  provider: string
  model_name: string
  credential_id: string | null
  app_id: string | null
  end_user: string | null
  node_id: string | null
  prompt_tokens: number
  completion_tokens: number
  total_price: string
  currency: string
  usage: JsonColumn
  is_usage_counted: boolean
  outcome: string
  failure_kind: string | null
}

export type EmbeddingVectorTable = {
  tenant_id: string
  provider: string
  model_name: string
  hash: string
  vector: Buffer
  created_at: Date
  used_at: Date
}

export type ModelTurnTable = {
  tenant_id: string
  model: string
  calls: number
  called_at: Date
}

export type ModelRestTable = {
  tenant_id: string
  model: string
  credential: string
  rests_until: Date
}
