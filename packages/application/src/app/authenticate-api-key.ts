import type { Tenant } from '@weft/domain/account'
import type { ApiKey, ApiKeyDirectory, App } from '@weft/domain/app'
import {
  AuthenticationError,
  AuthorizationError,
  ValidationError,
  type AppId,
  type Clock,
  type Logger,
  type RequestContext,
} from '@weft/domain/kernel'
import type { UnitOfWork } from '../kernel/index.js'
import type { AppCallerCache, KnownKey } from './app-caller-cache.js'
import type { KeyHasher } from './key-hasher.js'

/** A program that showed a valid key: in which context it calls, and which app it may call. */
export type AppCaller = {
  readonly context: RequestContext
  readonly app: App
  readonly tenant: Tenant
}

export type AuthenticateApiKeyArgs = {
  /** The text after `Bearer`. */
  readonly key: string
  readonly requestId: string
  readonly signal: AbortSignal
}

export type AuthenticateApiKeyPorts = {
  readonly directory: ApiKeyDirectory
  readonly unitOfWork: UnitOfWork
  readonly hasher: KeyHasher
  readonly cache: AppCallerCache
  readonly clock: Clock
  readonly logger: Logger
}

/** Finds the app a key opens, and refuses when the app or its workspace is not in service. */
export class AuthenticateApiKey {
  constructor(private readonly ports: AuthenticateApiKeyPorts) {}

  /**
   * @throws AuthenticationError when the key is unknown, revoked, or not an app's.
   * @throws AuthorizationError when the app is gone, archived or closed to the API, or the workspace is archived.
   * @throws ValidationError when the workspace is gone.
   */
  async execute({ key, requestId, signal }: AuthenticateApiKeyArgs): Promise<AppCaller> {
    const hash = this.ports.hasher.hash(key)
    const known = await this.ports.cache.resolve(hash, () => this.look(hash))
    if (!known) throw new AuthenticationError('Access token is invalid')
    const { app, tenant } = requireInService(known)
    return { context: { tenantId: tenant.id, requestId, signal }, app, tenant }
  }

  private async look(hash: string): Promise<KnownKey | undefined> {
    const key = await this.ports.directory.findByHash(hash)
    const appId = key?.properties.appId
    if (!key || key.isRevoked || appId === undefined) return undefined
    this.noteUse(key)
    return this.load(key, appId)
  }

  private load(key: ApiKey, appId: AppId): Promise<KnownKey> {
    const { tenantId } = key.properties
    return this.ports.unitOfWork.run(tenantId, async ({ apps, tenants }) => ({
      app: await apps.find(appId),
      tenant: await tenants.find(tenantId),
    }))
  }

  private noteUse(key: ApiKey): void {
    const { tenantId, hash } = key.properties
    this.ports.directory.touch(tenantId, hash, this.ports.clock.now()).catch((error: unknown) => {
      this.ports.logger.warn('use of an API key was not noted', { keyId: key.id, error })
    })
  }
}

function requireInService({ app, tenant }: KnownKey): { app: App; tenant: Tenant } {
  if (!app || app.isDeleted) throw new AuthorizationError('The app no longer exists.')
  if (app.properties.status !== 'normal')
    throw new AuthorizationError("The app's status is abnormal.")
  if (!app.properties.apiEnabled)
    throw new AuthorizationError("The app's API service has been disabled.")
  if (!tenant) throw new ValidationError('Tenant does not exist.')
  if (tenant.status === 'archived')
    throw new AuthorizationError("The workspace's status is archived.")
  return { app, tenant }
}
