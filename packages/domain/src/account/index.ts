export type {
  AccountRepository,
  EndUserRepository,
  TenantRepository,
} from './account-repository.js'
export { Account, AccountId } from './account.js'
export type { AccountProperties } from './account.js'
export { ANONYMOUS_SESSION_ID, EndUser, EndUserId } from './end-user.js'
export type { EndUserProperties } from './end-user.js'
export { Tenant } from './tenant.js'
export type { TenantProperties } from './tenant.js'
