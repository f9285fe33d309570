import { ApiExtension, ApiExtensionId } from '@weft/domain/extension'
import { TenantId } from '@weft/domain/kernel'
import type { Insertable, Selectable } from 'kysely'
import { fromStoredText, toStoredText } from '../kernel/stored-text.js'
import type { ApiExtensionTable } from './api-extension-table.js'

/** The row of the extension as it is after saving. */
export const toApiExtensionRow = ({
  properties: extension,
}: ApiExtension): Insertable<ApiExtensionTable> => ({
  tenant_id: extension.tenantId,
  id: extension.id,
  name: toStoredText(extension.name),
  endpoint: toStoredText(extension.endpoint),
  sealed_key: extension.sealedKey,
  created_at: extension.createdAt,
  updated_at: extension.updatedAt,
  version: extension.version + 1,
})

export const toApiExtension = (row: Selectable<ApiExtensionTable>): ApiExtension =>
  ApiExtension.restore({
    id: ApiExtensionId.parse(row.id),
    tenantId: TenantId.parse(row.tenant_id),
    name: fromStoredText(row.name),
    endpoint: fromStoredText(row.endpoint),
    sealedKey: row.sealed_key,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
  })
