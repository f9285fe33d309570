import type { ModelType } from '../catalogue/model-type.js'
import type { ModelKey } from '../routing/model-setting.js'

/** In the order in which they are used up. */
export const QUOTA_TYPES = ['paid', 'free', 'trial'] as const
export type QuotaType = (typeof QUOTA_TYPES)[number]

export const QUOTA_UNITS = ['times', 'tokens', 'credits'] as const
/** What is counted: calls, tokens, or credits of which every model costs its own number. */
export type QuotaUnit = (typeof QUOTA_UNITS)[number]

/** The limit of a quota that nobody can use up. Nothing is charged to it. */
export const UNLIMITED = -1

const DEFAULT_CREDITS = 1

/** A model a quota may be used for. */
export type HostedModel = {
  readonly type: ModelType
  readonly name: string
  /** The well-known model it is, where the operator deployed it under a name of its own. */
  readonly baseName: string | undefined
}

/** What the operator lets workspaces use of a provider, without credentials of their own. */
export type HostedQuota = {
  readonly type: QuotaType
  readonly unit: QuotaUnit
  /** For every workspace, -1 for no limit; absent where each workspace is granted a limit of its own. */
  readonly limit: number | undefined
  /** Credits of one call, by name of the model; 1 for models that are not listed. */
  readonly credits: Readonly<Record<string, number>>
  /** The only models it may be used for; empty allows all of them. */
  readonly models: readonly HostedModel[]
}

/** What is stored of a workspace's quota. */
export type QuotaRecord = {
  /** The operator's name for the provider. */
  readonly provider: string
  readonly type: QuotaType
  /** Granted to this workspace; absent where the operator's limit for everybody holds. */
  readonly limit: number | undefined
  readonly used: number
}

/** A quota of a workspace as it is at one moment. */
export type QuotaStanding = {
  readonly quota: HostedQuota
  readonly limit: number
  readonly used: number
}

/** What stands for a provider of the operator that nobody set a quota for. */
export const UNMETERED: QuotaStanding = {
  quota: { type: 'paid', unit: 'tokens', limit: UNLIMITED, credits: {}, models: [] },
  limit: UNLIMITED,
  used: 0,
}

/**
 * The quotas a workspace has of a provider, in the order in which they are used up. One without any limit does not
 * exist yet, except for a free one: that is there and used up, so that people see that it can be granted.
 */
export function quotaStandings(
  quotas: readonly HostedQuota[],
  records: readonly QuotaRecord[],
): readonly QuotaStanding[] {
  return QUOTA_TYPES.flatMap((type) => quotas.filter((quota) => quota.type === type)).flatMap(
    (quota) => {
      const record = records.find(({ type }) => type === quota.type)
      const limit = record?.limit ?? quota.limit ?? (quota.type === 'free' ? 0 : undefined)
      return limit === undefined ? [] : [{ quota, limit, used: record?.used ?? 0 }]
    },
  )
}

/** Whether something is left of it. */
export function isQuotaValid({ limit, used }: Pick<QuotaStanding, 'limit' | 'used'>): boolean {
  return limit === UNLIMITED || limit > used
}

/**
 * The quota calls are charged to: the first with something left, else the last there is.
 *
 * @param standings in the order of `quotaStandings`.
 * @throws TypeError when there is none.
 */
export function currentQuota(standings: readonly QuotaStanding[]): QuotaStanding {
  const current = standings.find(isQuotaValid) ?? standings.at(-1)
  if (current) return current
  throw new TypeError('A provider without quotas has no current one')
}

/** Whether the quota may be used for the model. */
export function permitsModel({ models }: HostedQuota, model: ModelKey): boolean {
  return (
    models.length === 0 ||
    models.some(({ type, name }) => type === model.type && name === model.name)
  )
}

/** What one call of the model is charged, given the tokens it consumed. */
export function quotaCost(
  { quota, limit }: QuotaStanding,
  model: ModelKey,
  totalTokens: number,
): number {
  if (limit === UNLIMITED) return 0
  if (quota.unit === 'tokens') return totalTokens
  return quota.unit === 'times' ? 1 : creditsOf(quota, model)
}

/** Whether the cost of a call can be set aside before it: tokens are known afterwards only, and a free quota gives what it has. */
export function isReservable({ quota, limit }: QuotaStanding): boolean {
  return limit !== UNLIMITED && quota.type !== 'free' && quota.unit !== 'tokens'
}

function creditsOf({ credits }: HostedQuota, { name }: ModelKey): number {
  return Object.hasOwn(credits, name) ? (credits[name] ?? DEFAULT_CREDITS) : DEFAULT_CREDITS
}
