import type { TenantId } from '@weft/domain/kernel'
import {
  currentQuota,
  isQuotaValid,
  preferredProviderType,
  providerTypeInUse,
  systemStatus,
  type ProviderCatalogue,
  type ProviderSituation,
  type ProviderType,
  type QuotaStanding,
  type QuotaType,
  type QuotaUnit,
  type SystemStatus,
} from '@weft/domain/model'
import type { WorkspaceModels, WorkspaceModelSource } from '../routing/workspace-models.js'
import type { HostedQuotas } from './hosted-quotas.js'

/** A provider of the operator that has quotas, as a workspace has it. */
export type HostedProviderView = {
  /** The operator's name for it. */
  readonly provider: string
  readonly status: SystemStatus
  readonly preferred: ProviderType
  /** Whose credentials calls are made with. */
  readonly inUse: ProviderType
  /** The quota calls are charged to; absent when there is none. */
  readonly current: QuotaType | undefined
  readonly quotas: readonly QuotaView[]
}

type QuotaView = {
  readonly type: QuotaType
  readonly unit: QuotaUnit
  /** -1 for no limit. */
  readonly limit: number
  readonly used: number
  readonly isValid: boolean
}

/** What a workspace may use of the operator's providers, and how much of it is left. */
export class GetHostedProviders {
  constructor(
    private readonly ports: {
      readonly source: WorkspaceModelSource
      readonly catalogue: ProviderCatalogue
      readonly hosting: HostedQuotas
    },
  ) {}

  async execute({
    tenantId,
  }: {
    readonly tenantId: TenantId
  }): Promise<readonly HostedProviderView[]> {
    const { source, hosting } = this.ports
    const stored = await source.load(tenantId)
    return [...(await hosting.all(tenantId))].map(([provider, quotas]) =>
      this.view(provider, quotas, stored),
    )
  }

  private view(
    provider: string,
    quotas: readonly QuotaStanding[],
    stored: WorkspaceModels,
  ): HostedProviderView {
    const id = this.ports.catalogue.find(provider)?.id ?? provider
    const situation: ProviderSituation = {
      preference: stored.preferences.get(id),
      hasCredentials: stored.hasCredentials(id),
      quotas,
    }
    return {
      provider,
      status: systemStatus(quotas),
      preferred: preferredProviderType(situation),
      inUse: providerTypeInUse(situation),
      current: quotas.length === 0 ? undefined : currentQuota(quotas).quota.type,
      quotas: quotas.map((standing) => ({
        type: standing.quota.type,
        unit: standing.quota.unit,
        limit: standing.limit,
        used: standing.used,
        isValid: isQuotaValid(standing),
      })),
    }
  }
}
