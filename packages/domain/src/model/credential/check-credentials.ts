import type { CredentialCondition, CredentialField } from '../catalogue/credential-field.js'
import { CredentialsInvalid } from './credential-error.js'

export type CheckedCredentials = Readonly<Record<string, string | boolean>>

/**
 * The values a form takes over, checked field by field. Fields that do not apply and variables nobody asks for are
 * left out, and so is whatever is empty or switched off: compatible with what other programs keep.
 *
 * @throws CredentialsInvalid naming the variable that is missing or wrong.
 */
export function checkCredentials(
  fields: readonly CredentialField[],
  given: Readonly<Record<string, unknown>>,
): CheckedCredentials {
  const checked: Record<string, string | boolean> = {}
  for (const field of fields) {
    if (!applies(field.showOn, given)) continue
    const value = checkField(field, own(given, field.variable))
    if (value) checked[field.variable] = value
  }
  return checked
}

function own(given: Readonly<Record<string, unknown>>, variable: string): unknown {
  return Object.hasOwn(given, variable) ? given[variable] : undefined
}

function applies(
  conditions: readonly CredentialCondition[],
  given: Readonly<Record<string, unknown>>,
): boolean {
  return conditions.every(({ variable, value }) => own(given, variable) === value)
}

function checkField(field: CredentialField, value: unknown): string | boolean | undefined {
  if (!value) return valueForNothing(field)
  if (typeof value !== 'string') throw invalid(field, 'must be text')
  if (field.maxLength > 0 && value.length > field.maxLength)
    throw invalid(field, `has at most ${field.maxLength} characters`)
  if (field.type === 'switch') return readSwitch(field, value)
  if (isChoice(field) && !field.options.some((option) => option.value === value))
    throw invalid(field, `must be one of ${field.options.map((one) => one.value).join(', ')}`)
  return value
}

function valueForNothing(field: CredentialField): string | undefined {
  if (field.isRequired) throw invalid(field, 'is required')
  return field.default
}

function readSwitch(field: CredentialField, value: string): boolean {
  const word = value.toLowerCase()
  if (word !== 'true' && word !== 'false') throw invalid(field, 'must be true or false')
  return word === 'true'
}

function isChoice({ type, options }: CredentialField): boolean {
  return (type === 'select' || type === 'radio') && options.length > 0
}

/** The value itself is never part of the message. */
function invalid({ variable }: CredentialField, expected: string): CredentialsInvalid {
  return new CredentialsInvalid(`The credential ${variable} ${expected}.`, variable)
}
