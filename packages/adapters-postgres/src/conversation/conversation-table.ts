import type { JsonColumn } from '../kernel/column.js'

export type ConversationTable = {
  tenant_id: string
  id: string
  app_id: string
  end_user_id: string
  mode: string
  configuration_id: string | null
  name: string
  inputs: JsonColumn
  introduction: string
  status: string
  invoke_from: string
  created_at: Date
  updated_at: Date
  deleted_at: Date | null
  version: number
}

export type MessageTable = {
  tenant_id: string
  id: string
  app_id: string
  conversation_id: string
  end_user_id: string
  inputs: JsonColumn
  query: string
  files: JsonColumn
  answer: string
  status: string
  error: string | null
  usage: JsonColumn
  retriever_resources: JsonColumn
  prompt: JsonColumn
  response_seconds: number
  run_id: string | null
  created_at: Date
  updated_at: Date
  version: number
}

export type ConversationVariableTable = {
  tenant_id: string
  conversation_id: string
  id: string
  name: string
  type: string
  value: JsonColumn
  description: string
  created_at: Date
  updated_at: Date
}
