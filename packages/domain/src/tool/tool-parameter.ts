import type { JsonObject, JsonValue } from '../kernel/index.js'

/** Types a parameter is declared with. */
export const TOOL_PARAMETER_TYPES = [
  'string',
  'number',
  'boolean',
  'select',
  'secret-input',
  'file',
  'files',
  'system-files',
  'app-selector',
  'model-selector',
  'array[tools]',
  'any',
  'dynamic-select',
  'checkbox',
  'array',
  'object',
] as const
export type ToolParameterType = (typeof TOOL_PARAMETER_TYPES)[number]

/** Who gives the value: the model or the node (`llm`), whoever builds the app (`form`), whoever adds the tool (`schema`). */
export type ToolParameterForm = 'llm' | 'form' | 'schema'

export type ToolParameter = {
  readonly name: string
  readonly type: ToolParameterType
  readonly form: ToolParameterForm
  /** What models are told. */
  readonly description: string
  readonly isRequired: boolean
  /** Absent when there is none. */
  readonly defaultValue?: JsonValue
  /** What may be chosen, for selections. */
  readonly options?: readonly string[]
  /** Several options may be chosen at once. */
  readonly isMultiple?: boolean
  /** The JSON Schema of the value where the type says too little. */
  readonly schema?: JsonObject
}
