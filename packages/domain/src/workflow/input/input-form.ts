import type { JsonObject, JsonValue } from '../../kernel/index.js'

export const INPUT_TYPES = [
  'text-input',
  'paragraph',
  'select',
  'number',
  'checkbox',
  'file',
  'file-list',
  'json_object',
  'external_data_tool',
] as const
export type InputType = (typeof INPUT_TYPES)[number]

/** What an app asks its caller for. */
export type InputForm = {
  readonly fields: readonly InputField[]
}

export type InputField = {
  readonly variable: string
  readonly type: InputType
  readonly label: string
  readonly isRequired: boolean
  /** Taken when an optional value is missing; null when there is none. */
  readonly defaultValue: JsonValue
  /** Characters of a text, or files of a list; absent when unlimited. */
  readonly maxLength: number | undefined
  /** What a `select` may be. */
  readonly options: readonly string[]
  /** The field as the document has it, unknown keys included. */
  readonly raw: JsonObject
}
