import { ValidationError, type TenantId } from '@weft/domain/kernel'
import { UNLIMITED, type QuotaType } from '@weft/domain/model'
import type { UnitOfWork } from '../../kernel/index.js'
import type { HostedProviders } from './hosted-quotas.js'

export type GrantQuotaArgs = {
  readonly tenantId: TenantId
  /** The operator's name for it. */
  readonly provider: string
  readonly type: QuotaType
  /** -1 for no limit; `undefined` for the limit everybody has. */
  readonly limit: number | undefined
}

/** Gives a workspace more or less of a provider than everybody has. What it used stays used. */
export class GrantQuota {
  constructor(
    private readonly ports: { readonly unitOfWork: UnitOfWork; readonly hosted: HostedProviders },
  ) {}

  /** @throws ValidationError when the operator set no such quota, or the limit is no whole number from -1. */
  async execute({ tenantId, provider, type, limit }: GrantQuotaArgs): Promise<void> {
    const { unitOfWork, hosted } = this.ports
    if (hosted.get(provider)?.every((quota) => quota.type !== type) ?? true)
      throw new ValidationError(
        `The provider ${JSON.stringify(provider)} has no quota of the type ${type}: add it under models.hosted.`,
      )
    if (limit !== undefined && (!Number.isSafeInteger(limit) || limit < UNLIMITED))
      throw new ValidationError('A limit is a whole number of at least 0, or -1 for no limit.')
    await unitOfWork.run(tenantId, ({ hostedQuotas }) =>
      hostedQuotas.grant({ provider, type }, limit),
    )
  }
}
