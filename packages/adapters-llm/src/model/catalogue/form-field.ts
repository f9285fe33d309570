import type { CredentialField, CredentialFieldType } from '@weft/domain/model'

type FieldDraft = {
  readonly label: string
  readonly type?: CredentialFieldType
  readonly isRequired?: boolean
  readonly default?: string
  readonly placeholder?: string
  readonly options?: readonly string[]
}

/** A field of a credential form; a required text unless said otherwise. */
export function formField(variable: string, draft: FieldDraft): CredentialField {
  return {
    variable,
    label: { en_US: draft.label },
    type: draft.type ?? 'text-input',
    isRequired: draft.isRequired ?? true,
    default: draft.default,
    placeholder: draft.placeholder === undefined ? undefined : { en_US: draft.placeholder },
    maxLength: 0,
    options: (draft.options ?? []).map((value) => ({ label: { en_US: value }, value, showOn: [] })),
    showOn: [],
  }
}

export const keyField = (variable: string, isRequired = true): CredentialField =>
  formField(variable, { label: 'API key', type: 'secret-input', isRequired })

export const addressField = (variable: string, placeholder: string): CredentialField =>
  formField(variable, { label: 'API base address', isRequired: false, placeholder })

/** What is asked of a model that somebody adds to an endpoint. */
export const MODEL_FIELDS: readonly CredentialField[] = [
  formField('mode', {
    label: 'Completion mode',
    type: 'select',
    isRequired: false,
    default: 'chat',
    options: ['chat', 'completion'],
  }),
  formField('context_size', { label: 'Context size', isRequired: false, default: '4096' }),
  formField('vision_support', {
    label: 'Vision support',
    type: 'select',
    isRequired: false,
    options: ['support', 'no_support'],
  }),
  formField('function_calling_type', {
    label: 'Function calling',
    type: 'select',
    isRequired: false,
    options: ['function_call', 'tool_call', 'no_call'],
  }),
]
