import {
  AggregateRoot,
  idType,
  ValidationError,
  type Brand,
  type DomainEvent,
  type TenantId,
} from '../kernel/index.js'

export type ApiExtensionId = Brand<string, 'ApiExtensionId'>
export const ApiExtensionId = idType<ApiExtensionId>('ApiExtensionId')

export type ApiExtensionProperties = {
  readonly id: ApiExtensionId
  readonly tenantId: TenantId
  /** How people tell it from others; unique in the workspace. */
  readonly name: string
  /** Absolute, `http:` or `https:`. Every call is a POST to it. */
  readonly endpoint: string
  /** The key it is called with, as the cipher sealed it. */
  readonly sealedKey: string
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly version: number
}

const MOST_CHARACTERS = 255

/** A service of the workspace's own that apps call at set points: to moderate what is said, or to look up data. */
export class ApiExtension extends AggregateRoot<ApiExtensionId> {
  private constructor(readonly properties: ApiExtensionProperties) {
    super(properties.id, properties.version)
  }

  /** @throws ValidationError when the name is blank or too long, or the endpoint no HTTP address. */
  static create(
    properties: Omit<ApiExtensionProperties, 'createdAt' | 'updatedAt' | 'version'> & {
      readonly at: Date
    },
  ): ApiExtension {
    const { at, name, endpoint, ...rest } = properties
    return new ApiExtension({
      ...rest,
      name: checkName(name),
      endpoint: checkEndpoint(endpoint),
      createdAt: at,
      updatedAt: at,
      version: 0,
    }).tell('ApiExtensionAdded', at)
  }

  static restore(properties: ApiExtensionProperties): ApiExtension {
    return new ApiExtension(properties)
  }

  /** What is not named stays. @throws ValidationError as `create` does. */
  change(
    change: Partial<Pick<ApiExtensionProperties, 'name' | 'endpoint' | 'sealedKey'>>,
    at: Date,
  ): ApiExtension {
    const { name, endpoint, sealedKey } = { ...this.properties, ...change }
    return this.changed({
      name: checkName(name),
      endpoint: checkEndpoint(endpoint),
      sealedKey,
      updatedAt: at,
    }).tell('ApiExtensionChanged', at)
  }

  /** The same key under another key of the cipher: nothing anyone has to hear of. */
  resealed(sealedKey: string): ApiExtension {
    return this.changed({ sealedKey })
  }

  /** What is to be told once the extension is gone. */
  removal(at: Date): DomainEvent {
    return this.event('ApiExtensionRemoved', at)
  }

  private changed(change: Partial<ApiExtensionProperties>): ApiExtension {
    return new ApiExtension({ ...this.properties, ...change }).carryEventsFrom(this)
  }

  private tell(type: string, at: Date): this {
    this.record(this.event(type, at))
    return this
  }

  private event(type: string, at: Date): DomainEvent {
    return { type, schemaVersion: 1, aggregateId: this.id, at, data: {} }
  }
}

function checkName(text: string): string {
  const name = text.trim()
  if (name === '' || name.length > MOST_CHARACTERS)
    throw new ValidationError(
      `The name of an extension has 1 to ${MOST_CHARACTERS} characters, got ${name.length}.`,
    )
  return name
}

const HTTP_ADDRESS = /^https?:\/\/[^\s/?#]+[^\s#]*$/i

function checkEndpoint(text: string): string {
  const endpoint = text.trim()
  if (!HTTP_ADDRESS.test(endpoint) || endpoint.length > MOST_CHARACTERS)
    throw new ValidationError(
      `The endpoint of an extension is an address that begins with http:// or https:// and has at most ` +
        `${MOST_CHARACTERS} characters.`,
    )
  return endpoint
}
