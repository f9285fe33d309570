import {
  ANONYMOUS_SESSION_ID,
  EndUser,
  EndUserId,
  type EndUserProperties,
} from '@weft/domain/account'
import type { App } from '@weft/domain/app'
import type { Clock, IdGenerator, RequestContext } from '@weft/domain/kernel'
import { LRUCache } from 'lru-cache'
import type { UnitOfWork } from '../kernel/index.js'

export type ResolveEndUserArgs = {
  readonly app: App
  /** The caller's own name for the user; absent or empty means the anonymous user of the app. */
  readonly user: string | undefined
  /** Default `service-api`. */
  readonly type?: EndUserProperties['type']
}

export type ResolveEndUserPorts = {
  readonly unitOfWork: UnitOfWork
  readonly clock: Clock
  readonly ids: IdGenerator
}

/** Finds the end user a caller names, and makes one on first sight. Calls that race all get the same one. */
export class ResolveEndUser {
  /** Promises, so that calls that come at the same time wait for one look-up. */
  readonly #known: LRUCache<string, Promise<EndUser>>

  constructor(
    private readonly ports: ResolveEndUserPorts,
    options: { readonly maxEntries?: number } = {},
  ) {
    this.#known = new LRUCache({ max: options.maxEntries ?? 10_000, ttl: 600_000 })
  }

  /** @throws ValidationError when the name is longer than 255 characters. */
  async execute(context: RequestContext, args: ResolveEndUserArgs): Promise<EndUser> {
    const sessionId = args.user === undefined || args.user === '' ? ANONYMOUS_SESSION_ID : args.user
    const type = args.type ?? 'service-api'
    const key = `${args.app.id} ${type} ${sessionId}`
    const known = this.#known.get(key)
    if (known) return known
    const found = this.findOrAdd(context, args.app, type, sessionId)
    this.#known.set(key, found)
    found.catch(() => this.#known.delete(key))
    return found
  }

  private async findOrAdd(
    { tenantId }: RequestContext,
    app: App,
    type: EndUserProperties['type'],
    sessionId: string,
  ): Promise<EndUser> {
    const candidate = EndUser.create({
      id: EndUserId.parse(this.ports.ids.next()),
      tenantId,
      appId: app.id,
      type,
      sessionId,
      createdAt: this.ports.clock.now(),
    })
    return this.ports.unitOfWork.run(tenantId, ({ endUsers }) => endUsers.findOrAdd(candidate))
  }
}
