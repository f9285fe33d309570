import { isJsonObject, Secret, type TenantId } from '@weft/domain/kernel'
import {
  CredentialUnreadable,
  type CheckedCredentials,
  type CredentialCipher,
  type ModelCredential,
} from '@weft/domain/model'

/** All values of a credential as one sealed text: even which ones there are is nobody's business. */
export function sealValues(
  cipher: CredentialCipher,
  tenantId: TenantId,
  values: CheckedCredentials,
): string {
  return cipher.seal(tenantId, Secret.of(JSON.stringify(values)))
}

/** @throws CredentialUnreadable when the credential was sealed under a key that is gone, or is damaged. */
export function openValues(
  cipher: CredentialCipher,
  { properties }: ModelCredential,
): CheckedCredentials {
  return parseValues(cipher.open(properties.tenantId, properties.sealed))
}

function parseValues(opened: Secret): CheckedCredentials {
  const values = parseJson(opened)
  if (!isJsonObject(values)) throw new CredentialUnreadable()
  const entries = Object.entries(values).filter(
    (entry): entry is [string, string | boolean] =>
      typeof entry[1] === 'string' || typeof entry[1] === 'boolean',
  )
  return Object.fromEntries(entries)
}

/** A parser's own message would quote what it could not read. */
function parseJson(opened: Secret): unknown {
  try {
    return JSON.parse(opened.reveal()) as unknown
  } catch {
    throw new CredentialUnreadable()
  }
}
