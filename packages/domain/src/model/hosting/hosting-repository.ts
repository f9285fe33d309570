import type { QuotaRecord, QuotaType } from './hosted-quota.js'
import type { ProviderType } from './provider-type.js'

/** A quota of a workspace, by the operator's name for the provider. */
export type QuotaKey = { readonly provider: string; readonly type: QuotaType }

/**
 * How much is taken: `whole` takes all or nothing, `remainder` takes no more than there is left, and `anyway` takes it
 * also where there is not enough.
 */
export type TakeMode = 'whole' | 'remainder' | 'anyway'

/** What one workspace has used of the operator's providers. Several processes may take from one quota at one time. */
export interface HostedQuotaRepository {
  /** By provider and type; quotas nobody used or was granted are missing. */
  list(): Promise<readonly QuotaRecord[]>
  /**
   * Takes an amount at one stroke, so that two takers never get the same.
   *
   * @param limit where the workspace was granted none of its own; -1 for no limit.
   * @returns what was taken.
   */
  take(quota: QuotaKey, amount: number, limit: number, mode: TakeMode): Promise<number>
  /** Gives back what was taken, down to nothing used. */
  giveBack(quota: QuotaKey, amount: number): Promise<void>
  /** Gives the workspace a limit of its own; `undefined` takes it away. What was used stays used. */
  grant(quota: QuotaKey, limit: number | undefined): Promise<void>
}

/** Which credentials one workspace prefers, by provider's own id. */
export interface ProviderPreferenceRepository {
  list(): Promise<ReadonlyMap<string, ProviderType>>
  /** Inserts or replaces; `undefined` forgets the choice. */
  save(provider: string, type: ProviderType | undefined): Promise<void>
}
