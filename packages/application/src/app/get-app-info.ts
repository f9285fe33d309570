import type { Tenant } from '@weft/domain/account'
import type { App, AppMode } from '@weft/domain/app'
import type { RequestContext } from '@weft/domain/kernel'
import type { UnitOfWork } from '../kernel/index.js'

export type AppInfo = {
  readonly name: string
  readonly description: string
  readonly tags: readonly string[]
  readonly mode: AppMode
  /** Name of the workspace's owner; absent when the account is gone. */
  readonly authorName: string | undefined
}

/** What an app says of itself. */
export class GetAppInfo {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async execute(
    context: RequestContext,
    { app, tenant }: { readonly app: App; readonly tenant: Tenant },
  ): Promise<AppInfo> {
    const owner = await this.unitOfWork.run(context.tenantId, ({ accounts }) =>
      accounts.find(tenant.ownerId),
    )
    const { name, description, mode } = app.properties
    return { name, description, tags: [], mode, authorName: owner?.name }
  }
}
