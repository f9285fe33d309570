import { Account, Tenant, type AccountId } from '@weft/domain/account'
import type { Clock, TenantId } from '@weft/domain/kernel'
import type { Repositories, UnitOfWork } from '../kernel/index.js'

export type BootstrapWorkspaceArgs = {
  readonly tenantId: TenantId
  readonly name: string
  readonly owner: { readonly id: AccountId; readonly name: string; readonly email: string }
}

/** Makes sure that a workspace and its owner exist. Those already there stay as they are. */
export class BootstrapWorkspace {
  constructor(private readonly ports: { readonly unitOfWork: UnitOfWork; readonly clock: Clock }) {}

  /** @throws ValidationError when a name is blank or the e-mail address is not one. */
  async execute(args: BootstrapWorkspaceArgs): Promise<Tenant> {
    return this.ports.unitOfWork.run(args.tenantId, (repositories) =>
      this.findOrCreate(repositories, args),
    )
  }

  private async findOrCreate(
    { tenants, accounts, outbox }: Repositories,
    { tenantId, name, owner }: BootstrapWorkspaceArgs,
  ): Promise<Tenant> {
    const at = this.ports.clock.now()
    if (!(await accounts.find(owner.id)))
      await accounts.save(Account.create({ ...owner, createdAt: at }))
    const existing = await tenants.find(tenantId)
    if (existing) return existing
    const tenant = Tenant.create({ id: tenantId, name, ownerId: owner.id, at })
    await tenants.save(tenant)
    await outbox.add(tenant.recordedEvents)
    return tenant
  }
}
