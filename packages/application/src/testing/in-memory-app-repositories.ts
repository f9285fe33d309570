import {
  ApiKey,
  App,
  type ApiKeyRepository,
  type AppConfiguration,
  type AppConfigurationId,
  type AppConfigurationRepository,
  type AppRepository,
} from '@weft/domain/app'
import { Conflict, type AppId, type Page, type PageRequest } from '@weft/domain/kernel'
import { newestFirst, oldestFirst } from './birth-order.js'
import type { InMemorySession } from './in-memory-session.js'
import type { InMemoryStore } from './in-memory-store.js'

export class InMemoryAppRepository implements AppRepository {
  constructor(private readonly session: InMemorySession) {}

  async find(id: AppId): Promise<App | undefined> {
    const app = this.session.tables.apps.get(id)
    return app?.isDeleted === false ? app : undefined
  }

  async list({ page, limit, offset }: PageRequest): Promise<Page<App>> {
    const apps = [...this.session.tables.apps.values()]
      .filter((app) => !app.isDeleted)
      .sort((a, b) => newestFirst(a.properties, b.properties))
    return { items: apps.slice(offset, offset + limit), total: apps.length, page, limit }
  }

  async save(app: App): Promise<void> {
    this.session.requireOwn(app.tenantId)
    const next = App.restore({ ...app.properties, version: app.version + 1 })
    this.session.putVersion(this.session.tables.apps, next)
  }
}

export class InMemoryAppConfigurationRepository implements AppConfigurationRepository {
  constructor(private readonly session: InMemorySession) {}

  async find(id: AppConfigurationId): Promise<AppConfiguration | undefined> {
    return this.session.tables.appConfigurations.get(id)
  }

  async add(configuration: AppConfiguration): Promise<void> {
    this.session.requireOwn(configuration.tenantId)
    const { appConfigurations } = this.session.tables
    if (appConfigurations.has(configuration.id))
      throw new Conflict(`App configuration ${configuration.id} exists already.`)
    this.session.put(appConfigurations, configuration.id, configuration)
  }
}

export class InMemoryApiKeyRepository implements ApiKeyRepository {
  constructor(
    private readonly session: InMemorySession,
    private readonly store: InMemoryStore,
  ) {}

  async listByApp(appId: AppId): Promise<readonly ApiKey[]> {
    return [...this.session.tables.apiKeys.values()]
      .filter((key) => key.properties.appId === appId && !key.isRevoked)
      .sort((a, b) => oldestFirst(a.properties, b.properties))
  }

  async save(key: ApiKey): Promise<void> {
    this.session.requireOwn(key.properties.tenantId)
    const owner = this.store.apiKeysByHash.get(key.properties.hash)
    if (owner !== undefined && owner.id !== key.id)
      throw new Conflict('Another API key has the same hash.')
    const next = ApiKey.restore({ ...key.properties, version: key.version + 1 })
    this.session.putVersion(this.session.tables.apiKeys, next)
    this.session.put(this.store.apiKeysByHash, key.properties.hash, next)
  }
}
