import {
  obfuscateSecrets,
  type CheckedCredentials,
  type CredentialField,
  type CredentialScope,
  type ModelCredential,
  type ModelCredentialId,
} from '@weft/domain/model'

/** A credential as people may see it. */
export type CredentialView = {
  readonly id: ModelCredentialId
  readonly provider: string
  readonly scope: CredentialScope | undefined
  readonly name: string
  readonly isActive: boolean
  /** Secrets obfuscated; absent when the credential cannot be opened any more. */
  readonly values: CheckedCredentials | undefined
  readonly createdAt: Date
  readonly updatedAt: Date
}

export function toCredentialView(
  { properties }: ModelCredential,
  fields: readonly CredentialField[],
  values: CheckedCredentials | undefined,
): CredentialView {
  const { id, provider, scope, name, isActive, createdAt, updatedAt } = properties
  return {
    id,
    provider,
    scope,
    name,
    isActive,
    values: values && obfuscateSecrets(fields, values),
    createdAt,
    updatedAt,
  }
}
