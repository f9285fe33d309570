import { TenantId } from '@weft/domain/kernel'
import {
  MODEL_TYPES,
  ModelCredential,
  ModelCredentialId,
  type CredentialScope,
  type ModelCallRecord,
  type ModelKey,
} from '@weft/domain/model'
import type { Insertable, Selectable } from 'kysely'
import { storedWord } from '../kernel/stored-fields.js'
import { toStoredJson } from '../kernel/stored-json.js'
import { fromStoredText, toStoredText } from '../kernel/stored-text.js'
import { toStoredUsage } from '../kernel/stored-usage.js'
import type { ModelCallTable, ModelCredentialTable } from './model-table.js'

/** The row of the credential as it is after saving. */
export const toModelCredentialRow = ({
  properties: credential,
}: ModelCredential): Insertable<ModelCredentialTable> => ({
  tenant_id: credential.tenantId,
  id: credential.id,
  provider: toStoredText(credential.provider),
  model_type: credential.scope?.type ?? null,
  model_name: credential.scope ? toStoredText(credential.scope.name) : null,
  name: toStoredText(credential.name),
  sealed: credential.sealed,
  is_active: credential.isActive,
  created_at: credential.createdAt,
  updated_at: credential.updatedAt,
  version: credential.version + 1,
})

export const toModelCredential = (row: Selectable<ModelCredentialTable>): ModelCredential =>
  ModelCredential.restore({
    id: ModelCredentialId.parse(row.id),
    tenantId: TenantId.parse(row.tenant_id),
    provider: fromStoredText(row.provider),
    scope: toScope(row),
    name: fromStoredText(row.name),
    sealed: row.sealed,
    isActive: row.is_active,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
  })

function toScope({
  model_type: type,
  model_name: name,
}: Selectable<ModelCredentialTable>): CredentialScope | undefined {
  if (type === null || name === null) return undefined
  return {
    type: storedWord(type, MODEL_TYPES, 'model_credentials.model_type'),
    name: fromStoredText(name),
  }
}

type ModelColumns = {
  readonly model_type: string
  readonly provider: string
  readonly model_name: string
}

export const toModelColumns = ({ type, provider, name }: ModelKey): ModelColumns => ({
  model_type: type,
  provider: toStoredText(provider),
  model_name: toStoredText(name),
})

export const toModelKey = (row: ModelColumns, table: string): ModelKey => ({
  type: storedWord(row.model_type, MODEL_TYPES, `${table}.model_type`),
  provider: fromStoredText(row.provider),
  name: fromStoredText(row.model_name),
})

export const toModelCallRow = (call: ModelCallRecord): Insertable<ModelCallTable> => ({
  tenant_id: call.tenantId,
  id: call.id,
  called_at: call.at,
  ...toModelColumns(call.model),
  credential_id: call.credentialId ?? null,
  app_id: call.appId ?? null,
  end_user: call.user === undefined ? null : toStoredText(call.user),
  node_id: call.nodeId === undefined ? null : toStoredText(call.nodeId),
  prompt_tokens: call.usage.promptTokens,
  completion_tokens: call.usage.completionTokens,
  total_price: call.usage.totalPrice.toString(),
  currency: call.usage.currency,
  usage: toStoredJson(toStoredUsage(call.usage)),
  is_usage_counted: call.isUsageCounted,
  outcome: call.outcome.type,
  failure_kind: call.outcome.type === 'failed' ? call.outcome.kind : null,
})

/** Four bytes per number, least significant first, whatever machine writes them. */
export function toVectorBytes(vector: readonly number[]): Buffer {
  const bytes = Buffer.alloc(vector.length * BYTES_PER_NUMBER)
  vector.forEach((component, index) => bytes.writeFloatLE(component, index * BYTES_PER_NUMBER))
  return bytes
}

export function fromVectorBytes(bytes: Uint8Array): readonly number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.byteLength / BYTES_PER_NUMBER }, (_, index) =>
    view.getFloat32(index * BYTES_PER_NUMBER, true),
  )
}

const BYTES_PER_NUMBER = 4
