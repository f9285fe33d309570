import type { Clock, IdGenerator, Secret, TenantId } from '@weft/domain/kernel'
import { ApiExtension, ApiExtensionId } from '@weft/domain/extension'
import type { CredentialCipher } from '@weft/domain/model'
import type { UnitOfWork } from '../kernel/index.js'
import type { ApiExtensionClient } from './api-extension-client.js'
import { checkedKey } from './checked-key.js'
import { toExtensionView, type ApiExtensionView } from './extension-view.js'
import { pingExtension } from './ping-extension.js'

export type AddApiExtensionArgs = {
  readonly tenantId: TenantId
  readonly name: string
  readonly endpoint: string
  readonly apiKey: Secret
  readonly signal: AbortSignal
}

/** Keeps an extension, its key sealed, once its endpoint has answered as one. */
export class AddApiExtension {
  constructor(
    private readonly ports: {
      readonly unitOfWork: UnitOfWork
      readonly cipher: CredentialCipher
      readonly client: ApiExtensionClient
      readonly clock: Clock
      readonly ids: IdGenerator
    },
  ) {}

  /**
   * @throws ValidationError when name, endpoint or key cannot be used.
   * @throws ApiExtensionRejected when the endpoint does not answer ping with pong.
   * @throws Conflict when the workspace has an extension of this name.
   */
  async execute(args: AddApiExtensionArgs): Promise<ApiExtensionView> {
    const { unitOfWork, cipher, client, clock, ids } = this.ports
    const { tenantId, name, endpoint, signal } = args
    const apiKey = checkedKey(args.apiKey)
    const extension = ApiExtension.create({
      id: ApiExtensionId.parse(ids.next()),
      tenantId,
      name,
      endpoint,
      sealedKey: cipher.seal(tenantId, apiKey),
      at: clock.now(),
    })
    await pingExtension(client, { endpoint: extension.properties.endpoint, apiKey }, { signal })
    await unitOfWork.run(tenantId, async ({ apiExtensions, outbox }) => {
      await apiExtensions.save(extension)
      await outbox.add(extension.recordedEvents)
    })
    return toExtensionView(extension, cipher)
  }
}
