import type { Clock, IdGenerator, TenantId } from '@weft/domain/kernel'
import {
  ModelCredential,
  ModelCredentialId,
  type CredentialCipher,
  type CredentialScope,
  type ProviderCatalogue,
} from '@weft/domain/model'
import type { UnitOfWork } from '../../kernel/index.js'
import type { ModelCache } from '../routing/model-cache.js'
import { toCredentialView, type CredentialView } from './credential-view.js'
import { sealValues } from './sealed-values.js'
import { verifyCredentials } from './verify-credentials.js'

export type AddModelCredentialArgs = {
  readonly tenantId: TenantId
  /** In any spelling. */
  readonly provider: string
  /** The one model it is for; absent when it is for all of the provider's models. */
  readonly scope?: CredentialScope | undefined
  /** How people tell it from others of the provider. */
  readonly name: string
  /** By the variables of the provider's form. */
  readonly values: Readonly<Record<string, unknown>>
  readonly signal: AbortSignal
}

/** Checks credentials with the provider, then keeps them sealed. The first ones for a provider or model are in use at once. */
export class AddModelCredential {
  constructor(
    private readonly ports: {
      readonly unitOfWork: UnitOfWork
      readonly catalogue: ProviderCatalogue
      readonly cipher: CredentialCipher
      readonly cache: ModelCache
      readonly clock: Clock
      readonly ids: IdGenerator
    },
  ) {}

  /**
   * @throws ModelProviderUnknown when there is no such provider.
   * @throws CredentialsInvalid when a value is wrong or the provider does not accept them.
   * @throws Conflict when the provider or model has a credential of this name.
   */
  async execute(args: AddModelCredentialArgs): Promise<CredentialView> {
    const { unitOfWork, catalogue, cipher, cache, clock, ids } = this.ports
    const { tenantId, scope, name } = args
    const verified = await verifyCredentials(catalogue, { ...args, scope })
    const credential = await unitOfWork.run(tenantId, async ({ modelCredentials, outbox }) => {
      const added = ModelCredential.create({
        id: ModelCredentialId.parse(ids.next()),
        tenantId,
        provider: verified.provider.id,
        scope,
        name,
        sealed: sealValues(cipher, tenantId, verified.values),
        isActive: false,
        at: clock.now(),
      })
      const hasSiblings = (await modelCredentials.list()).some((one) => one.isSiblingOf(added))
      const stored = added.withActive(!hasSiblings, clock.now())
      await modelCredentials.save(stored)
      await outbox.add(added.recordedEvents)
      return stored
    })
    cache.evict(tenantId)
    return toCredentialView(credential, verified.fields, verified.values)
  }
}
