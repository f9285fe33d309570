import {
  Entity,
  idType,
  ValidationError,
  type AppId,
  type Brand,
  type TenantId,
} from '../kernel/index.js'

/** Somebody who uses an app. */
export type EndUserId = Brand<string, 'EndUserId'>
export const EndUserId = idType<EndUserId>('EndUserId')

/** The session id of callers who do not say who they are. */
export const ANONYMOUS_SESSION_ID = 'DEFAULT-USER'

export type EndUserProperties = {
  readonly id: EndUserId
  readonly tenantId: TenantId
  readonly appId: AppId
  /** Population the user belongs to: equal session ids of two populations are two users. */
  readonly type: 'service-api' | 'web-app'
  /** The caller's own name for the user, unique within the app and population. */
  readonly sessionId: string
  readonly createdAt: Date
}

export class EndUser extends Entity<EndUserId> {
  readonly tenantId: TenantId
  readonly appId: AppId
  readonly type: EndUserProperties['type']
  readonly sessionId: string
  readonly createdAt: Date

  private constructor(properties: EndUserProperties) {
    super(properties.id)
    this.tenantId = properties.tenantId
    this.appId = properties.appId
    this.type = properties.type
    this.sessionId = properties.sessionId
    this.createdAt = properties.createdAt
  }

  /** @throws ValidationError when the session id is empty or longer than 255 characters. */
  static create(properties: EndUserProperties): EndUser {
    if (properties.sessionId === '' || properties.sessionId.length > 255)
      throw new ValidationError('An end user needs a session id of 1 to 255 characters.')
    return new EndUser(properties)
  }

  static restore(properties: EndUserProperties): EndUser {
    return new EndUser(properties)
  }

  get isAnonymous(): boolean {
    return this.sessionId === ANONYMOUS_SESSION_ID
  }
}
