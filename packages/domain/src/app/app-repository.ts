import type { AppId, Page, PageRequest, TenantId } from '../kernel/index.js'
import type { ApiKey } from './api-key.js'
import type { AppConfiguration, AppConfigurationId } from './app-configuration.js'
import type { App } from './app.js'

/** Apps of one workspace. A deleted app is not found. */
export interface AppRepository {
  find(id: AppId): Promise<App | undefined>
  /** Newest first. */
  list(page: PageRequest): Promise<Page<App>>
  /** @throws Conflict when somebody else saved the app since it was loaded. */
  save(app: App): Promise<void>
}

export interface AppConfigurationRepository {
  find(id: AppConfigurationId): Promise<AppConfiguration | undefined>
  add(configuration: AppConfiguration): Promise<void>
}

/** API keys of one workspace. */
export interface ApiKeyRepository {
  /** Keys that open the app and are not revoked, oldest first. */
  listByApp(appId: AppId): Promise<readonly ApiKey[]>
  /** @throws Conflict when the hash is taken or somebody else saved the key since it was loaded. */
  save(key: ApiKey): Promise<void>
}

/** Finds a key before it is known whose it is. The only look-up that crosses workspaces. */
export interface ApiKeyDirectory {
  /** The key with this hash unless it is revoked. */
  findByHash(hash: string): Promise<ApiKey | undefined>
  /** Notes that the key was used. May be late, and may be lost when the process ends. */
  touch(tenantId: TenantId, hash: string, at: Date): Promise<void>
}
