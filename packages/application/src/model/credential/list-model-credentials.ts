import type { TenantId } from '@weft/domain/kernel'
import {
  CredentialUnreadable,
  type CheckedCredentials,
  type CredentialCipher,
  type ModelCredential,
  type ProviderCatalogue,
} from '@weft/domain/model'
import type { UnitOfWork } from '../../kernel/index.js'
import { toCredentialView, type CredentialView } from './credential-view.js'
import { openValues } from './sealed-values.js'

/** The credentials of a workspace, oldest first, with their secrets obfuscated. */
export class ListModelCredentials {
  constructor(
    private readonly ports: {
      readonly unitOfWork: UnitOfWork
      readonly catalogue: ProviderCatalogue
      readonly cipher: CredentialCipher
    },
  ) {}

  async execute({ tenantId }: { readonly tenantId: TenantId }): Promise<readonly CredentialView[]> {
    const credentials = await this.ports.unitOfWork.run(tenantId, ({ modelCredentials }) =>
      modelCredentials.list(),
    )
    return credentials.map((credential) => this.view(credential))
  }

  private view(credential: ModelCredential): CredentialView {
    const { provider, scope } = credential.properties
    const known = this.ports.catalogue.find(provider)
    const fields = scope ? known?.modelCredentialFields : known?.credentialFields
    return toCredentialView(credential, fields ?? [], this.readable(credential))
  }

  private readable(credential: ModelCredential): CheckedCredentials | undefined {
    try {
      return openValues(this.ports.cipher, credential)
    } catch (error) {
      if (error instanceof CredentialUnreadable) return undefined
      throw error
    }
  }
}
