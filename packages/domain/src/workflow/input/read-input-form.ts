import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/index.js'
import { DslInvalid } from '../dsl/dsl-invalid.js'
import { INPUT_TYPES, type InputField, type InputForm, type InputType } from './input-form.js'

/**
 * Reads `variables` of a start node: a list of maps that name their type. No list is an empty form.
 *
 * @throws DslInvalid `input_form.invalid` when an entry is not a map with a name and a known type.
 */
export function readStartVariables(raw: unknown): InputForm {
  return { fields: listOf(raw, 'variables').map(readStartVariable) }
}

/**
 * Reads `user_input_form` of a model configuration: a list of maps whose only key is the type.
 *
 * @throws DslInvalid as `readStartVariables`.
 */
export function readUserInputForm(raw: unknown): InputForm {
  return { fields: listOf(raw, 'user_input_form').map(readFormItem) }
}

function listOf(raw: unknown, name: string): readonly unknown[] {
  if (raw === undefined || raw === null) return []
  if (!Array.isArray(raw)) throw invalid(`${name} must be a list`)
  return raw
}

function readStartVariable(raw: unknown, index: number): InputField {
  if (!isJsonObject(raw)) throw invalid(`variables[${index}] must be a map`)
  return readField(raw['type'] ?? 'text-input', raw, `variables[${index}]`)
}

function readFormItem(raw: unknown, index: number): InputField {
  const place = `user_input_form[${index}]`
  const [entry, ...others] = isJsonObject(raw) ? Object.entries(raw) : []
  if (entry === undefined || others.length > 0 || !isJsonObject(entry[1]))
    throw invalid(`${place} must be a map with one key, the type of the variable`)
  return readField(entry[0], entry[1], place)
}

function readField(type: JsonValue, raw: JsonObject, place: string): InputField {
  const { variable } = raw
  if (typeof variable !== 'string' || variable === '')
    throw invalid(`${place} needs the name of its variable`)
  if (!isInputType(type))
    throw invalid(`${place} (${variable}) has the unknown type ${JSON.stringify(type)}`)
  return {
    variable,
    type,
    label: typeof raw['label'] === 'string' ? raw['label'] : variable,
    isRequired: raw['required'] === true,
    defaultValue: raw['default'] ?? null,
    maxLength: readMaxLength(raw['max_length']),
    options: Array.isArray(raw['options'])
      ? (raw['options'] as readonly JsonValue[]).filter((option) => typeof option === 'string')
      : [],
    raw,
  }
}

function isInputType(type: JsonValue): type is InputType {
  return (INPUT_TYPES as readonly JsonValue[]).includes(type)
}

/** Zero means unlimited, and forms send numbers as texts now and then. */
function readMaxLength(raw: JsonValue | undefined): number | undefined {
  const length = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw
  return typeof length === 'number' && length > 0 ? length : undefined
}

function invalid(problem: string): DslInvalid {
  return new DslInvalid('input_form.invalid', `Invalid input form: ${problem}`)
}
