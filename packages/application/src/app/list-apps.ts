import type { App } from '@weft/domain/app'
import type { Page, PageRequest, TenantId } from '@weft/domain/kernel'
import type { UnitOfWork } from '../kernel/index.js'

/** The workspace's apps, newest first. */
export class ListApps {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async execute(args: {
    readonly tenantId: TenantId
    readonly page: PageRequest
  }): Promise<Page<App>> {
    return this.unitOfWork.run(args.tenantId, ({ apps }) => apps.list(args.page))
  }
}
