import type { Logger, TenantId } from '@weft/domain/kernel'
import {
  currentQuota,
  isQuotaValid,
  isReservable,
  permitsModel,
  ProviderQuotaExceeded,
  quotaCost,
  quotaStandings,
  UNMETERED,
  type HostedQuota,
  type ModelKey,
  type QuotaKey,
  type QuotaStanding,
} from '@weft/domain/model'
import type { UnitOfWork } from '../../kernel/index.js'
import { ChargedCall } from './charged-call.js'

/** The quotas the operator set, by its name for the provider. Providers that are missing have no end. */
export type HostedProviders = ReadonlyMap<string, readonly HostedQuota[]>

/** What workspaces may use of the operator's providers, and what becomes of it with every call. */
export class HostedQuotas {
  constructor(
    private readonly ports: {
      readonly unitOfWork: UnitOfWork
      readonly hosted: HostedProviders
      readonly logger: Logger
    },
  ) {}

  /** Whether the operator set quotas for the provider. */
  isMetered(provider: string): boolean {
    return this.ports.hosted.has(provider)
  }

  /** A workspace's quotas of a provider as they are now, in the order in which they are used up. */
  async of(tenantId: TenantId, provider: string): Promise<readonly QuotaStanding[]> {
    if (!this.isMetered(provider)) return [UNMETERED]
    return (await this.all(tenantId)).get(provider) ?? []
  }

  /** The same for every provider that has quotas. */
  async all(tenantId: TenantId): Promise<ReadonlyMap<string, readonly QuotaStanding[]>> {
    const { unitOfWork, hosted } = this.ports
    if (hosted.size === 0) return new Map()
    const records = await unitOfWork.run(tenantId, ({ hostedQuotas }) => hostedQuotas.list())
    return new Map(
      [...hosted].map(([provider, quotas]) => [
        provider,
        quotaStandings(
          quotas,
          records.filter((record) => record.provider === provider),
        ),
      ]),
    )
  }

  /**
   * Begins a call that is charged: sets aside what it costs where that is known beforehand. Where one quota has too
   * little left for the call, the next one that has something left is charged.
   *
   * @throws ProviderQuotaExceeded when nothing is left for it.
   */
  async begin(tenantId: TenantId, model: ModelKey): Promise<ChargedCall> {
    const { unitOfWork, logger } = this.ports
    const standings = await this.of(tenantId, model.provider)
    for (const standing of standings.filter(isQuotaValid)) {
      if (!permitsModel(standing.quota, model)) continue
      const reserved = await this.reserve(tenantId, model, standing)
      if (reserved !== undefined)
        return new ChargedCall({ unitOfWork, logger }, { tenantId, model, standing, reserved })
    }
    throw new ProviderQuotaExceeded(model)
  }

  /** What was set aside, which is nothing where the cost is not known yet; absent when there was too little left. */
  private async reserve(
    tenantId: TenantId,
    model: ModelKey,
    standing: QuotaStanding,
  ): Promise<number | undefined> {
    if (!isReservable(standing)) return 0
    const cost = quotaCost(standing, model, 0)
    const quota: QuotaKey = { provider: model.provider, type: standing.quota.type }
    const taken = await this.ports.unitOfWork.run(tenantId, ({ hostedQuotas }) =>
      hostedQuotas.take(quota, cost, standing.limit, 'whole'),
    )
    return taken === cost ? cost : undefined
  }
}

/** Whether the quota that is used at the moment allows the model. */
export function isPermitted(standings: readonly QuotaStanding[], model: ModelKey): boolean {
  return standings.length > 0 && permitsModel(currentQuota(standings).quota, model)
}
