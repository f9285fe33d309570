import { ModelCredentialId, type BalancedCredential, type ModelKey } from '@weft/domain/model'
import type { Container } from 'inversify'
import { DEFAULT_WORKSPACE } from '../composition/default-workspace.js'
import { TOKENS } from '../composition/tokens.js'
import { UsageError } from './usage-error.js'

type CredentialChoice = BalancedCredential['credentialId']

/**
 * Reads which credential of a model's provider somebody means, by its id or its name.
 *
 * @throws UsageError from what it returns, when there is no such credential or there are several.
 */
export async function readChosenCredentials(
  container: Container,
  model: ModelKey,
): Promise<(text: string) => CredentialChoice> {
  const all = await container
    .get(TOKENS.listModelCredentials)
    .execute({ tenantId: DEFAULT_WORKSPACE })
  const fitting = all.filter(
    ({ provider, scope }) =>
      provider === model.provider &&
      (!scope || (scope.name === model.name && scope.type === model.type)),
  )
  return (text) => {
    if (text === 'inherit') return text
    const id = ModelCredentialId.tryParse(text)
    const found = fitting.filter((one) => one.id === id || one.name === text)
    const [only, ...others] = found
    if (only && others.length === 0) return only.id
    const known = fitting.map((one) => `${one.id} (${one.name})`).join(', ')
    throw new UsageError(
      `${only ? 'Several credentials are' : 'No credential is'} called ${JSON.stringify(text)} for ` +
        `${model.provider}/${model.name}. There are: ${known === '' ? 'none' : known}, and inherit for the provider's own.`,
    )
  }
}

/** The credentials with some of them switched on or off. @throws UsageError when one is not among them. */
export function withSwitches(
  balanced: readonly BalancedCredential[],
  enabled: readonly CredentialChoice[],
  disabled: readonly CredentialChoice[],
): readonly BalancedCredential[] {
  for (const id of [...enabled, ...disabled])
    if (!balanced.some(({ credentialId }) => credentialId === id))
      throw new UsageError(
        `The credential ${id} is not among those that take turns: name it first.`,
      )
  return balanced.map(({ credentialId, isEnabled }) => ({
    credentialId,
    isEnabled: enabled.includes(credentialId) || (isEnabled && !disabled.includes(credentialId)),
  }))
}
