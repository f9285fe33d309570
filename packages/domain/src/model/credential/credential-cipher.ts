import { InfrastructureError, type Secret, type TenantId } from '../../kernel/index.js'

/** Keeps texts from being read or exchanged in the database. What it seals for one workspace opens for no other. */
export interface CredentialCipher {
  seal(tenantId: TenantId, text: Secret): string
  /** @throws CredentialUnreadable when the text was sealed for another workspace or under an unknown key, or was changed. */
  open(tenantId: TenantId, sealed: string): Secret
  /** Whether it was sealed under the key that is in use now. */
  isCurrent(sealed: string): boolean
}

/** A stored credential cannot be opened. */
export class CredentialUnreadable extends InfrastructureError {
  readonly code = 'model.credential_unreadable'

  constructor(options: { readonly cause?: unknown } = {}) {
    super(
      'A stored credential cannot be opened with the keys at hand. Restore the key it was stored under, or enter ' +
        'the credential again.',
      options,
    )
  }
}
