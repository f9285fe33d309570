import type { Clock, Secret, TenantId } from '@weft/domain/kernel'
import { ApiExtensionNotFound, type ApiExtensionId } from '@weft/domain/extension'
import type { CredentialCipher } from '@weft/domain/model'
import type { UnitOfWork } from '../kernel/index.js'
import type { ApiExtensionClient } from './api-extension-client.js'
import { checkedKey } from './checked-key.js'
import { toExtensionView, type ApiExtensionView } from './extension-view.js'
import { pingExtension } from './ping-extension.js'

export type ChangeApiExtensionArgs = {
  readonly tenantId: TenantId
  readonly id: ApiExtensionId
  /** Each absent to keep it. */
  readonly name?: string | undefined
  readonly endpoint?: string | undefined
  readonly apiKey?: Secret | undefined
  readonly signal: AbortSignal
}

/** Gives an extension another name, endpoint or key, once the endpoint has answered with them. */
export class ChangeApiExtension {
  constructor(
    private readonly ports: {
      readonly unitOfWork: UnitOfWork
      readonly cipher: CredentialCipher
      readonly client: ApiExtensionClient
      readonly clock: Clock
    },
  ) {}

  /**
   * @throws ApiExtensionNotFound when the workspace has no such extension.
   * @throws ValidationError when name, endpoint or key cannot be used.
   * @throws ApiExtensionRejected when the endpoint does not answer ping with pong.
   * @throws Conflict when the name is taken, or somebody else changed the extension meanwhile.
   */
  async execute(args: ChangeApiExtensionArgs): Promise<ApiExtensionView> {
    const { unitOfWork, cipher, client, clock } = this.ports
    const { tenantId, id, name, endpoint, signal } = args
    const extension = await unitOfWork.run(tenantId, ({ apiExtensions }) => apiExtensions.find(id))
    if (!extension) throw new ApiExtensionNotFound(id)
    const apiKey = args.apiKey
      ? checkedKey(args.apiKey)
      : cipher.open(tenantId, extension.properties.sealedKey)
    const changed = extension.change(
      {
        ...(name !== undefined && { name }),
        ...(endpoint !== undefined && { endpoint }),
        ...(args.apiKey && { sealedKey: cipher.seal(tenantId, apiKey) }),
      },
      clock.now(),
    )
    await pingExtension(client, { endpoint: changed.properties.endpoint, apiKey }, { signal })
    await unitOfWork.run(tenantId, async ({ apiExtensions, outbox }) => {
      await apiExtensions.save(changed)
      await outbox.add(changed.recordedEvents)
    })
    return toExtensionView(changed, cipher)
  }
}
