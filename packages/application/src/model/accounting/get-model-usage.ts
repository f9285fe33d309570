import type { TenantId } from '@weft/domain/kernel'
import type { ModelUsageSum, UsageQuestion } from '@weft/domain/model'
import type { UnitOfWork } from '../../kernel/index.js'

/** What a workspace's model calls came to, by model, and by app and day where that is asked for. */
export class GetModelUsage {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  execute({
    tenantId,
    ...question
  }: UsageQuestion & { readonly tenantId: TenantId }): Promise<readonly ModelUsageSum[]> {
    return this.unitOfWork.run(tenantId, ({ modelCalls }) => modelCalls.sum(question))
  }
}
