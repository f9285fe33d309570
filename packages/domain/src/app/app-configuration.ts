import {
  Entity,
  idType,
  type AppId,
  type Brand,
  type JsonObject,
  type TenantId,
} from '../kernel/index.js'

export type AppConfigurationId = Brand<string, 'AppConfigurationId'>
export const AppConfigurationId = idType<AppConfigurationId>('AppConfigurationId')

export type AppConfigurationProperties = {
  readonly id: AppConfigurationId
  readonly tenantId: TenantId
  readonly appId: AppId
  /** The `model_config` section of the app's document, as it is there: unknown keys are kept. */
  readonly document: JsonObject
  readonly createdAt: Date
}

/**
 * One saved state of a chat, agent-chat or completion app's configuration. Never changed afterwards, so that a
 * conversation goes on with the one it began with.
 */
export class AppConfiguration extends Entity<AppConfigurationId> {
  readonly tenantId: TenantId
  readonly appId: AppId
  readonly document: JsonObject
  readonly createdAt: Date

  private constructor(properties: AppConfigurationProperties) {
    super(properties.id)
    this.tenantId = properties.tenantId
    this.appId = properties.appId
    this.document = properties.document
    this.createdAt = properties.createdAt
  }

  static of(properties: AppConfigurationProperties): AppConfiguration {
    return new AppConfiguration(properties)
  }
}
