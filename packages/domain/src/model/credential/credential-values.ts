import { obfuscate, Secret } from '../../kernel/index.js'
import type { CredentialField } from '../catalogue/credential-field.js'
import type { ProviderCredentials } from '../catalogue/provider-catalogue.js'
import type { CheckedCredentials } from './check-credentials.js'

/** Sent in place of a secret that is to stay as it is. */
export const HIDDEN_VALUE = '[__HIDDEN__]'

/** The values with every secret wrapped, as a provider is opened with them. */
export function wrapSecrets(
  fields: readonly CredentialField[],
  values: CheckedCredentials,
): ProviderCredentials {
  return mapSecrets(fields, values, (text) => Secret.of(text))
}

/** The values as people may see them. */
export function obfuscateSecrets(
  fields: readonly CredentialField[],
  values: CheckedCredentials,
): CheckedCredentials {
  return mapSecrets(fields, values, obfuscate)
}

/** What somebody edited: secrets that came back hidden keep their stored value, and so does what was not mentioned. */
export function mergeHidden(
  stored: CheckedCredentials,
  edited: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const changes = Object.entries(edited).filter(([, value]) => value !== HIDDEN_VALUE)
  return { ...stored, ...Object.fromEntries(changes) }
}

/** What no field explains is taken for a secret: a form that changed must not give anything away. */
function mapSecrets<Value>(
  fields: readonly CredentialField[],
  values: CheckedCredentials,
  hide: (text: string) => Value,
): Readonly<Record<string, string | boolean | Value>> {
  const plain = new Set(
    fields.filter(({ type }) => type !== 'secret-input').map(({ variable }) => variable),
  )
  return Object.fromEntries(
    Object.entries(values).map(([variable, value]) => [
      variable,
      typeof value === 'string' && !plain.has(variable) ? hide(value) : value,
    ]),
  )
}
