import { Account, AccountId, EndUser, EndUserId, Tenant } from '@weft/domain/account'
import { AppId, TenantId } from '@weft/domain/kernel'
import type { Insertable, Selectable } from 'kysely'
import { storedWord } from '../kernel/stored-fields.js'
import { fromStoredText, toStoredText } from '../kernel/stored-text.js'
import type { AccountTable, EndUserTable, TenantTable } from './account-table.js'

/** The row of the workspace as it is after saving. */
export const toTenantRow = (tenant: Tenant): Insertable<TenantTable> => ({
  id: tenant.id,
  name: toStoredText(tenant.name),
  status: tenant.status,
  owner_id: tenant.ownerId,
  created_at: tenant.createdAt,
  version: tenant.version + 1,
})

export const toTenant = (row: Selectable<TenantTable>): Tenant =>
  Tenant.restore({
    id: TenantId.parse(row.id),
    name: fromStoredText(row.name),
    status: storedWord(row.status, ['normal', 'archived'], 'tenants.status'),
    ownerId: AccountId.parse(row.owner_id),
    createdAt: row.created_at,
    version: row.version,
  })

export const toAccountRow = (account: Account, tenantId: TenantId): Insertable<AccountTable> => ({
  tenant_id: tenantId,
  id: account.id,
  name: toStoredText(account.name),
  email: toStoredText(account.email),
  created_at: account.createdAt,
})

export const toAccount = (row: Selectable<AccountTable>): Account =>
  Account.restore({
    id: AccountId.parse(row.id),
    name: fromStoredText(row.name),
    email: fromStoredText(row.email),
    createdAt: row.created_at,
  })

export const toEndUserRow = (user: EndUser): Insertable<EndUserTable> => ({
  tenant_id: user.tenantId,
  id: user.id,
  app_id: user.appId,
  type: user.type,
  session_id: toStoredText(user.sessionId),
  created_at: user.createdAt,
})

export const toEndUser = (row: Selectable<EndUserTable>): EndUser =>
  EndUser.restore({
    id: EndUserId.parse(row.id),
    tenantId: TenantId.parse(row.tenant_id),
    appId: AppId.parse(row.app_id),
    type: storedWord(row.type, ['service-api', 'web-app'], 'end_users.type'),
    sessionId: fromStoredText(row.session_id),
    createdAt: row.created_at,
  })
