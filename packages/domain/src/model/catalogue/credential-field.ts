import type { LocalText } from './local-text.js'

export type CredentialFieldType = 'text-input' | 'secret-input' | 'select' | 'radio' | 'switch'

/** One field of the form in which a provider's credentials are entered. */
export type CredentialField = {
  readonly variable: string
  readonly label: LocalText
  readonly type: CredentialFieldType
  readonly isRequired: boolean
  readonly default: string | undefined
  readonly options: readonly CredentialOption[]
  readonly placeholder: LocalText | undefined
  /** In characters; 0 means any length. */
  readonly maxLength: number
  /** The field counts only where all of these hold. */
  readonly showOn: readonly CredentialCondition[]
}

export type CredentialOption = {
  readonly label: LocalText
  readonly value: string
  readonly showOn: readonly CredentialCondition[]
}

export type CredentialCondition = { readonly variable: string; readonly value: string }
