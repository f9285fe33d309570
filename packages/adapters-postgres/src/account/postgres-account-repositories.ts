import type {
  Account,
  AccountId,
  AccountRepository,
  EndUser,
  EndUserId,
  EndUserRepository,
  Tenant,
  TenantRepository,
} from '@weft/domain/account'
import { Conflict, type TenantId } from '@weft/domain/kernel'
import { requireSaved, type TenantSession } from '../kernel/tenant-session.js'
import {
  toAccount,
  toAccountRow,
  toEndUser,
  toEndUserRow,
  toTenant,
  toTenantRow,
} from './account-mapper.js'

export class PostgresTenantRepository implements TenantRepository {
  constructor(private readonly session: TenantSession) {}

  async find(id: TenantId): Promise<Tenant | undefined> {
    if (id !== this.session.tenantId) return undefined
    const row = await this.session.db
      .selectFrom('tenants')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst()
    return row && toTenant(row)
  }

  async save(tenant: Tenant): Promise<void> {
    this.session.requireOwn(tenant.id)
    requireSaved(await this.write(tenant), tenant)
  }

  private async write(tenant: Tenant): Promise<bigint | undefined> {
    const { db } = this.session
    const row = toTenantRow(tenant)
    if (tenant.version === 0) {
      const insert = db
        .insertInto('tenants')
        .values(row)
        .onConflict((on) => on.doNothing())
      return (await insert.executeTakeFirst()).numInsertedOrUpdatedRows
    }
    const update = db
      .updateTable('tenants')
      .set(row)
      .where('id', '=', tenant.id)
      .where('version', '=', tenant.version)
    return (await update.executeTakeFirst()).numUpdatedRows
  }
}

export class PostgresAccountRepository implements AccountRepository {
  constructor(private readonly session: TenantSession) {}

  async find(id: AccountId): Promise<Account | undefined> {
    const row = await this.session.db
      .selectFrom('accounts')
      .selectAll()
      .where('tenant_id', '=', this.session.tenantId)
      .where('id', '=', id)
      .executeTakeFirst()
    return row && toAccount(row)
  }

  async save(account: Account): Promise<void> {
    const row = toAccountRow(account, this.session.tenantId)
    await this.session.db
      .insertInto('accounts')
      .values(row)
      .onConflict((on) => on.columns(['tenant_id', 'id']).doUpdateSet(row))
      .execute()
  }
}

export class PostgresEndUserRepository implements EndUserRepository {
  constructor(private readonly session: TenantSession) {}

  async find(id: EndUserId): Promise<EndUser | undefined> {
    const row = await this.session.db
      .selectFrom('end_users')
      .selectAll()
      .where('tenant_id', '=', this.session.tenantId)
      .where('id', '=', id)
      .executeTakeFirst()
    return row && toEndUser(row)
  }

  /** Reads first, because most callers have been here before and reading writes nothing. */
  async findOrAdd(candidate: EndUser): Promise<EndUser> {
    this.session.requireOwn(candidate.tenantId)
    const user =
      (await this.findSame(candidate)) ??
      (await this.add(candidate)) ??
      (await this.findSame(candidate))
    if (user === undefined) throw new Conflict(`End user ${candidate.id} is being changed.`)
    return user
  }

  private async findSame(candidate: EndUser): Promise<EndUser | undefined> {
    const wanted = toEndUserRow(candidate)
    const row = await this.session.db
      .selectFrom('end_users')
      .selectAll()
      .where('tenant_id', '=', this.session.tenantId)
      .where('app_id', '=', wanted.app_id)
      .where('type', '=', wanted.type)
      .where('session_id', '=', wanted.session_id)
      .executeTakeFirst()
    return row && toEndUser(row)
  }

  /** Nothing when somebody else added the same user meanwhile; theirs is committed by then. */
  private async add(candidate: EndUser): Promise<EndUser | undefined> {
    const added = await this.session.db
      .insertInto('end_users')
      .values(toEndUserRow(candidate))
      .onConflict((on) => on.columns(['tenant_id', 'app_id', 'type', 'session_id']).doNothing())
      .executeTakeFirst()
    return added.numInsertedOrUpdatedRows === 1n ? candidate : undefined
  }
}
