import type { Clock, TenantId } from '@weft/domain/kernel'
import { ApiExtensionNotFound, type ApiExtensionId } from '@weft/domain/extension'
import type { UnitOfWork } from '../kernel/index.js'

export type ApiExtensionArgs = { readonly tenantId: TenantId; readonly id: ApiExtensionId }

/** Forgets an extension. Apps that name it break off where they would call it. */
export class RemoveApiExtension {
  constructor(private readonly ports: { readonly unitOfWork: UnitOfWork; readonly clock: Clock }) {}

  /** @throws ApiExtensionNotFound when the workspace has no such extension. */
  async execute({ tenantId, id }: ApiExtensionArgs): Promise<void> {
    await this.ports.unitOfWork.run(tenantId, async ({ apiExtensions, outbox }) => {
      const extension = await apiExtensions.find(id)
      if (!extension) throw new ApiExtensionNotFound(id)
      await apiExtensions.remove(extension)
      await outbox.add([extension.removal(this.ports.clock.now())])
    })
  }
}
