import { ApiExtensionNotFound } from '@weft/domain/extension'
import type { CredentialCipher } from '@weft/domain/model'
import type { UnitOfWork } from '../kernel/index.js'
import type { ApiExtensionClient } from './api-extension-client.js'
import { pingExtension } from './ping-extension.js'
import type { ApiExtensionArgs } from './remove-api-extension.js'

/** Asks an extension whether it is there. */
export class TestApiExtension {
  constructor(
    private readonly ports: {
      readonly unitOfWork: UnitOfWork
      readonly cipher: CredentialCipher
      readonly client: ApiExtensionClient
    },
  ) {}

  /**
   * @throws ApiExtensionNotFound when the workspace has no such extension.
   * @throws ApiExtensionRejected when it does not answer ping with pong.
   */
  async execute(args: ApiExtensionArgs & { readonly signal: AbortSignal }): Promise<void> {
    const { unitOfWork, cipher, client } = this.ports
    const { tenantId, id, signal } = args
    const extension = await unitOfWork.run(tenantId, ({ apiExtensions }) => apiExtensions.find(id))
    if (!extension) throw new ApiExtensionNotFound(id)
    const { endpoint, sealedKey } = extension.properties
    await pingExtension(client, { endpoint, apiKey: cipher.open(tenantId, sealedKey) }, { signal })
  }
}
