import {
  Tenant,
  type Account,
  type AccountId,
  type AccountRepository,
  type EndUser,
  type EndUserId,
  type EndUserRepository,
  type TenantRepository,
} from '@weft/domain/account'
import type { TenantId } from '@weft/domain/kernel'
import type { InMemorySession } from './in-memory-session.js'

export class InMemoryTenantRepository implements TenantRepository {
  constructor(private readonly session: InMemorySession) {}

  async find(id: TenantId): Promise<Tenant | undefined> {
    return this.session.tables.tenants.get(id)
  }

  async save(tenant: Tenant): Promise<void> {
    this.session.requireOwn(tenant.id)
    const { id, name, status, ownerId, createdAt, version } = tenant
    const next = Tenant.restore({ id, name, status, ownerId, createdAt, version: version + 1 })
    this.session.putVersion(this.session.tables.tenants, next)
  }
}

export class InMemoryAccountRepository implements AccountRepository {
  constructor(private readonly session: InMemorySession) {}

  async find(id: AccountId): Promise<Account | undefined> {
    return this.session.tables.accounts.get(id)
  }

  async save(account: Account): Promise<void> {
    this.session.put(this.session.tables.accounts, account.id, account)
  }
}

export class InMemoryEndUserRepository implements EndUserRepository {
  constructor(private readonly session: InMemorySession) {}

  async find(id: EndUserId): Promise<EndUser | undefined> {
    return this.session.tables.endUsers.get(id)
  }

  async findOrAdd(candidate: EndUser): Promise<EndUser> {
    this.session.requireOwn(candidate.tenantId)
    const { endUsers, endUsersBySession } = this.session.tables
    const sessionKey = JSON.stringify([candidate.appId, candidate.type, candidate.sessionId])
    const known = endUsersBySession.get(sessionKey)
    if (known !== undefined) return known
    this.session.put(endUsers, candidate.id, candidate)
    this.session.put(endUsersBySession, sessionKey, candidate)
    return candidate
  }
}
