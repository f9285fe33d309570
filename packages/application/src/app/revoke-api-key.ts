import type { ApiKeyId } from '@weft/domain/app'
import { NotFound, type AppId, type Clock, type TenantId } from '@weft/domain/kernel'
import type { UnitOfWork } from '../kernel/index.js'
import type { AppCallerCache } from './app-caller-cache.js'

export type RevokeApiKeyArgs = {
  readonly tenantId: TenantId
  readonly appId: AppId
  readonly keyId: ApiKeyId
}

export class ApiKeyNotFound extends NotFound {
  override readonly code = 'app.api_key_not_found'

  constructor(readonly keyId: ApiKeyId) {
    super(`The app has no API key ${keyId}.`)
  }
}

/** Takes a key out of service, at once in this process and within a minute in others. */
export class RevokeApiKey {
  constructor(
    private readonly ports: {
      readonly unitOfWork: UnitOfWork
      readonly cache: AppCallerCache
      readonly clock: Clock
    },
  ) {}

  /** @throws ApiKeyNotFound when the app has no such key, or it is revoked already. */
  async execute({ tenantId, appId, keyId }: RevokeApiKeyArgs): Promise<void> {
    const hash = await this.ports.unitOfWork.run(tenantId, async ({ apiKeys, outbox }) => {
      const keys = await apiKeys.listByApp(appId)
      const revoked = keys.find((key) => key.id === keyId)?.revoke(this.ports.clock.now())
      if (!revoked) throw new ApiKeyNotFound(keyId)
      await apiKeys.save(revoked)
      await outbox.add(revoked.recordedEvents)
      return revoked.properties.hash
    })
    this.ports.cache.evictKey(hash)
  }
}
