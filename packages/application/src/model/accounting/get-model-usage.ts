import type { TenantId } from '@weft/domain/kernel'
import type { ModelUsageSum } from '@weft/domain/model'
import type { UnitOfWork } from '../../kernel/index.js'

/** What a workspace's model calls came to, by model. */
export class GetModelUsage {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Calls from `from` up to before `until`. */
  execute({
    tenantId,
    ...period
  }: {
    readonly tenantId: TenantId
    readonly from: Date
    readonly until: Date
  }): Promise<readonly ModelUsageSum[]> {
    return this.unitOfWork.run(tenantId, ({ modelCalls }) => modelCalls.sum(period))
  }
}
