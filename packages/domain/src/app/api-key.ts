import { AggregateRoot, idType, type AppId, type Brand, type TenantId } from '../kernel/index.js'

export type ApiKeyId = Brand<string, 'ApiKeyId'>
export const ApiKeyId = idType<ApiKeyId>('ApiKeyId')

export type ApiKeyProperties = {
  readonly id: ApiKeyId
  readonly tenantId: TenantId
  /** The app the key opens; absent on a key for the workspace's knowledge. */
  readonly appId: AppId | undefined
  /** SHA-256 of the key text, hexadecimal. The text itself is shown once and kept nowhere. */
  readonly hash: string
  /** The key as people may see it, for recognising it in a list. */
  readonly hint: string
  readonly createdAt: Date
  readonly revokedAt: Date | undefined
  readonly version: number
}

/** What a program shows to call the Service API: `app-…` for one app, `dataset-…` for a workspace's knowledge. */
export class ApiKey extends AggregateRoot<ApiKeyId> {
  private constructor(readonly properties: ApiKeyProperties) {
    super(properties.id, properties.version)
  }

  static create(
    properties: Omit<ApiKeyProperties, 'revokedAt' | 'version' | 'createdAt'> & {
      readonly at: Date
    },
  ): ApiKey {
    const { at, ...rest } = properties
    const key = new ApiKey({ ...rest, createdAt: at, revokedAt: undefined, version: 0 })
    key.record({
      type: 'ApiKeyCreated',
      schemaVersion: 1,
      aggregateId: rest.id,
      at,
      data: { appId: rest.appId ?? null },
    })
    return key
  }

  static restore(properties: ApiKeyProperties): ApiKey {
    return new ApiKey(properties)
  }

  get isRevoked(): boolean {
    return this.properties.revokedAt !== undefined
  }

  /** Revoking twice changes nothing. */
  revoke(at: Date): ApiKey {
    if (this.isRevoked) return this
    const key = new ApiKey({ ...this.properties, revokedAt: at }).carryEventsFrom(this)
    key.record({
      type: 'ApiKeyRevoked',
      schemaVersion: 1,
      aggregateId: this.id,
      at,
      data: {},
    })
    return key
  }
}
