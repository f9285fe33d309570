import { ApiKey, ApiKeyId } from '@weft/domain/app'
import {
  obfuscate,
  ValidationError,
  type AppId,
  type Clock,
  type IdGenerator,
  type TenantId,
} from '@weft/domain/kernel'
import type { Repositories, UnitOfWork } from '../kernel/index.js'
import type { AppCallerCache } from './app-caller-cache.js'
import { AppNotFound } from './app-error.js'
import type { KeyHasher } from './key-hasher.js'
import type { TokenGenerator } from './token-generator.js'

export type IssueApiKeyArgs = {
  readonly tenantId: TenantId
  readonly appId: AppId
  /** The key's text where it is settled beforehand; otherwise one is made up. */
  readonly text?: string
}

export type IssuedApiKey = {
  readonly key: ApiKey
  /** Shown here and never again: only its hash is stored. */
  readonly text: string
}

export type IssueApiKeyPorts = {
  readonly unitOfWork: UnitOfWork
  readonly hasher: KeyHasher
  readonly tokens: TokenGenerator
  readonly cache: AppCallerCache
  readonly clock: Clock
  readonly ids: IdGenerator
}

const KEY_TEXT = /^app-[!-~]{8,250}$/

/** Gives an app a key. Asking again with the same text gives the key that is there. */
export class IssueApiKey {
  constructor(private readonly ports: IssueApiKeyPorts) {}

  /**
   * @throws AppNotFound when the workspace has no such app.
   * @throws ValidationError when the text is not `app-` and 8 to 250 visible ASCII characters.
   * @throws Conflict when the text is another app's key.
   */
  async execute(args: IssueApiKeyArgs): Promise<IssuedApiKey> {
    const text = args.text ?? `app-${this.ports.tokens.token()}`
    if (!KEY_TEXT.test(text))
      throw new ValidationError('An API key is `app-` and 8 to 250 visible ASCII characters.')
    const hash = this.ports.hasher.hash(text)
    const key = await this.ports.unitOfWork.run(args.tenantId, (repositories) =>
      this.issue(repositories, args, hash, obfuscate(text)),
    )
    this.ports.cache.evictKey(hash)
    return { key, text }
  }

  private async issue(
    { apps, apiKeys, outbox }: Repositories,
    { tenantId, appId }: IssueApiKeyArgs,
    hash: string,
    hint: string,
  ): Promise<ApiKey> {
    if (!(await apps.find(appId))) throw new AppNotFound(appId)
    const issued = await apiKeys.listByApp(appId)
    const same = issued.find((key) => key.properties.hash === hash)
    if (same) return same
    const id = ApiKeyId.parse(this.ports.ids.next())
    const key = ApiKey.create({ id, tenantId, appId, hash, hint, at: this.ports.clock.now() })
    await apiKeys.save(key)
    await outbox.add(key.recordedEvents)
    return key
  }
}
