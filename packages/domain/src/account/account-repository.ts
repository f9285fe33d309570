import type { TenantId } from '../kernel/index.js'
import type { Account, AccountId } from './account.js'
import type { EndUser, EndUserId } from './end-user.js'
import type { Tenant } from './tenant.js'

/** Workspaces. The only repository that is not itself inside one. */
export interface TenantRepository {
  find(id: TenantId): Promise<Tenant | undefined>
  /** @throws Conflict when somebody else saved the workspace since it was loaded. */
  save(tenant: Tenant): Promise<void>
}

export interface AccountRepository {
  find(id: AccountId): Promise<Account | undefined>
  /** Inserts or replaces. */
  save(account: Account): Promise<void>
}

export interface EndUserRepository {
  find(id: EndUserId): Promise<EndUser | undefined>
  /**
   * The end user with the same app, population and session id, or else the candidate, now stored.
   * Calls that race for one session id all get the same user.
   */
  findOrAdd(candidate: EndUser): Promise<EndUser>
}
