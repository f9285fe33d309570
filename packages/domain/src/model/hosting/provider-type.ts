import { isQuotaValid, type QuotaStanding } from './hosted-quota.js'

/** Whose credentials a provider is called with: the workspace's, or the operator's. */
export type ProviderType = 'custom' | 'system'

/** How a workspace stands with a provider. */
export type ProviderSituation = {
  /** What the workspace chose; absent when it chose nothing. */
  readonly preference: ProviderType | undefined
  /** Whether it has credentials of its own, for the provider or for one of its models. */
  readonly hasCredentials: boolean
  /** What the operator lets it use; absent or empty where the operator does not offer the provider. */
  readonly quotas: readonly QuotaStanding[] | undefined
}

export type SystemStatus = 'active' | 'quota-exceeded' | 'unsupported'

/** What the workspace chose, else what fits what it has. */
export function preferredProviderType(situation: ProviderSituation): ProviderType {
  if (situation.preference) return situation.preference
  if (situation.hasCredentials) return 'custom'
  return systemStatus(situation.quotas) === 'unsupported' ? 'custom' : 'system'
}

/** Whose credentials calls are made with: the preferred ones, unless only the other ones can be used. */
export function providerTypeInUse(situation: ProviderSituation): ProviderType {
  const canUseSystem = systemStatus(situation.quotas) === 'active'
  if (!canUseSystem) return 'custom'
  if (preferredProviderType(situation) === 'system') return 'system'
  return situation.hasCredentials ? 'custom' : 'system'
}

/** Whether the operator's credentials can be used. */
export function systemStatus(quotas: readonly QuotaStanding[] | undefined): SystemStatus {
  if (quotas === undefined || quotas.length === 0) return 'unsupported'
  return quotas.some(isQuotaValid) ? 'active' : 'quota-exceeded'
}
