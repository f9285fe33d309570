import type { TenantId } from '@weft/domain/kernel'
import type { CredentialCipher } from '@weft/domain/model'
import type { UnitOfWork } from '../kernel/index.js'
import { toExtensionView, type ApiExtensionView } from './extension-view.js'

/** The extensions of a workspace, oldest first, with their keys obfuscated. */
export class ListApiExtensions {
  constructor(
    private readonly ports: {
      readonly unitOfWork: UnitOfWork
      readonly cipher: CredentialCipher
    },
  ) {}

  async execute({
    tenantId,
  }: {
    readonly tenantId: TenantId
  }): Promise<readonly ApiExtensionView[]> {
    const { unitOfWork, cipher } = this.ports
    const extensions = await unitOfWork.run(tenantId, ({ apiExtensions }) => apiExtensions.list())
    return extensions.map((extension) => toExtensionView(extension, cipher))
  }
}
