import type { Clock } from '@weft/domain/kernel'
import {
  ModelCredentialNotFound,
  type CredentialCipher,
  type ProviderCatalogue,
} from '@weft/domain/model'
import type { UnitOfWork } from '../../kernel/index.js'
import type { ModelCredentialArgs } from './remove-model-credential.js'
import { openValues } from './sealed-values.js'
import { verifyCredentials } from './verify-credentials.js'

/** Finds out whether a stored credential still works, by the smallest call there is. */
export class TestModelCredential {
  constructor(
    private readonly ports: {
      readonly unitOfWork: UnitOfWork
      readonly catalogue: ProviderCatalogue
      readonly cipher: CredentialCipher
      readonly clock: Clock
    },
  ) {}

  /**
   * @returns how long the provider took.
   * @throws ModelCredentialNotFound when the workspace has no such credential.
   * @throws CredentialsInvalid when the provider does not accept it any more.
   */
  async execute({
    tenantId,
    id,
    signal,
  }: ModelCredentialArgs & { readonly signal: AbortSignal }): Promise<{
    readonly latencyMs: number
  }> {
    const { unitOfWork, catalogue, cipher, clock } = this.ports
    const credential = await unitOfWork.run(tenantId, ({ modelCredentials }) =>
      modelCredentials.find(id),
    )
    if (!credential) throw new ModelCredentialNotFound(id)
    const { provider, scope } = credential.properties
    const values = openValues(cipher, credential)
    const startedAt = clock.now().getTime()
    await verifyCredentials(catalogue, { provider, scope, values, signal })
    return { latencyMs: clock.now().getTime() - startedAt }
  }
}
