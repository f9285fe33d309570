import type { Clock, TenantId } from '@weft/domain/kernel'
import {
  mergeHidden,
  ModelCredentialNotFound,
  type CredentialCipher,
  type ModelCredential,
  type ModelCredentialId,
  type ProviderCatalogue,
} from '@weft/domain/model'
import type { UnitOfWork } from '../../kernel/index.js'
import type { ModelCache } from '../routing/model-cache.js'
import { toCredentialView, type CredentialView } from './credential-view.js'
import { openValues, sealValues } from './sealed-values.js'
import { verifyCredentials } from './verify-credentials.js'

export type ChangeModelCredentialArgs = {
  readonly tenantId: TenantId
  readonly id: ModelCredentialId
  /** Absent to keep it. */
  readonly name?: string | undefined
  /** Only what changes; `[__HIDDEN__]` keeps a secret too. */
  readonly values?: Readonly<Record<string, unknown>>
  readonly signal: AbortSignal
}

/** Puts new values, such as a new key, in place of a credential's, once the provider has accepted them. */
export class ChangeModelCredential {
  constructor(
    private readonly ports: {
      readonly unitOfWork: UnitOfWork
      readonly catalogue: ProviderCatalogue
      readonly cipher: CredentialCipher
      readonly cache: ModelCache
      readonly clock: Clock
    },
  ) {}

  /**
   * @throws ModelCredentialNotFound when the workspace has no such credential.
   * @throws CredentialsInvalid when a value is wrong or the provider does not accept them.
   * @throws Conflict when the name is taken, or somebody else changed the credential meanwhile.
   */
  async execute(args: ChangeModelCredentialArgs): Promise<CredentialView> {
    const { unitOfWork, catalogue, cipher, cache } = this.ports
    const { tenantId, id, signal } = args
    const credential = await unitOfWork.run(tenantId, ({ modelCredentials }) =>
      modelCredentials.find(id),
    )
    if (!credential) throw new ModelCredentialNotFound(id)
    const { provider, scope } = credential.properties
    const values = mergeHidden(openValues(cipher, credential), args.values ?? {})
    const verified = await verifyCredentials(catalogue, { provider, scope, values, signal })
    const sealed = sealValues(cipher, tenantId, verified.values)
    const changed = this.change(credential, sealed, args.name)
    await unitOfWork.run(tenantId, async ({ modelCredentials, outbox }) => {
      await modelCredentials.save(changed)
      await outbox.add(changed.recordedEvents)
    })
    cache.evict(tenantId)
    return toCredentialView(changed, verified.fields, verified.values)
  }

  private change(
    credential: ModelCredential,
    sealed: string,
    name: string | undefined,
  ): ModelCredential {
    const at = this.ports.clock.now()
    const changed = credential.withSealed(sealed, at)
    return name === undefined ? changed : changed.withName(name, at)
  }
}
