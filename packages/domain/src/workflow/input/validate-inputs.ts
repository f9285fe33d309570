import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/index.js'
import { pythonRepr } from '../value/python-text.js'
import type { InputField, InputForm, InputType } from './input-form.js'
import { InvalidInput } from './invalid-input.js'

/**
 * Checks what a caller gave against the form. The result has exactly the declared variables: unknown keys are dropped,
 * missing optional values become their default or null, numbers and check boxes given as texts are read, and NUL
 * characters are removed. Variables of external data tools are not read from the caller.
 *
 * @throws InvalidInput for the first variable that does not fit.
 */
export function validateInputs(form: InputForm, inputs: JsonObject): JsonObject {
  // `fromEntries` defines its keys, so that a variable named `__proto__` is a key like any other.
  return Object.fromEntries(
    form.fields
      .filter((field) => field.type !== 'external_data_tool')
      .map((field) => [field.variable, withoutNul(validateInput(field, inputs))]),
  )
}

function validateInput(field: InputField, inputs: JsonObject): JsonValue {
  const given = Object.hasOwn(inputs, field.variable) ? inputs[field.variable] : undefined
  if (given === undefined || given === null) {
    if (field.isRequired) throw refuse(field, `${field.variable} is required in input form`)
    return isBlankDefault(field) ? null : check(field, field.defaultValue)
  }
  if (isBlankFile(field, given)) return null
  return check(field, given)
}

/** Editors store an untouched default as an empty text, which a select or a check box cannot have. */
function isBlankDefault(field: InputField): boolean {
  const { defaultValue, type } = field
  if (defaultValue === null) return true
  return defaultValue === '' && type !== 'text-input' && type !== 'paragraph'
}

function isBlankFile(field: InputField, value: JsonValue): boolean {
  const isFile = field.type === 'file' || field.type === 'file-list'
  return isFile && value === '' && !field.isRequired
}

function check(field: InputField, value: JsonValue): JsonValue {
  return CHECKS[field.type](field, value)
}

type Check = (field: InputField, value: JsonValue) => JsonValue

const CHECKS: { readonly [type in InputType]: Check } = {
  'text-input': checkText,
  paragraph: checkText,
  select: checkSelect,
  number: checkNumber,
  checkbox: checkCheckbox,
  file: checkFile,
  'file-list': checkFileList,
  json_object: checkJsonObject,
  external_data_tool: (_field, value) => value,
}

function checkText(field: InputField, value: JsonValue): string {
  const text = requireText(field, value)
  const { maxLength, variable } = field
  if (maxLength !== undefined && text.length > maxLength && characters(text) > maxLength)
    throw refuse(field, `${variable} in input form must be less than ${maxLength} characters`)
  return text
}

function checkSelect(field: InputField, value: JsonValue): string {
  const text = requireText(field, value)
  if (!field.options.includes(text))
    throw refuse(
      field,
      `${field.variable} in input form must be one of the following: ${pythonRepr(field.options)}`,
    )
  return text
}

function requireText(field: InputField, value: JsonValue): string {
  if (typeof value !== 'string')
    throw refuse(field, `(type '${field.type}') ${field.variable} in input form must be a string`)
  return value
}

const WHOLE = /^[+-]?\d+(_\d+)*$/
const DECIMAL = /^[+-]?(\d+(_\d+)*\.(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+)?$/i

function checkNumber(field: InputField, value: JsonValue): JsonValue {
  // Python counts a boolean as a number, and callers have come to rely on it.
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (typeof value !== 'string') throw notANumber(field)
  const text = value.trim()
  if (text === '') return null
  const number = WHOLE.test(text) || DECIMAL.test(text) ? Number(text.replaceAll('_', '')) : NaN
  if (!Number.isFinite(number)) throw notANumber(field)
  return number
}

function notANumber(field: InputField): InvalidInput {
  return refuse(field, `${field.variable} in input form must be a valid number`)
}

const TRUE_TEXTS = new Set(['true', '1', 'yes', 'on'])
const FALSE_TEXTS = new Set(['false', '0', 'no', 'off'])

/** Anything that is not a way of saying yes or no passes unchanged, as it always has. */
function checkCheckbox(field: InputField, value: JsonValue): JsonValue {
  if (value === 1 || value === 0) return value === 1
  if (typeof value === 'string') {
    const text = value.trim().toLowerCase()
    if (TRUE_TEXTS.has(text)) return true
    return FALSE_TEXTS.has(text) ? false : value
  }
  const holdsMap = isJsonObject(value) || (Array.isArray(value) && value.some(isJsonObject))
  if (holdsMap) throw refuse(field, `Invalid input type for ${pythonRepr([field.variable])}`)
  return value
}

function checkFile(field: InputField, value: JsonValue): JsonObject {
  if (!isJsonObject(value)) throw refuse(field, `${field.variable} in input form must be a file`)
  return value
}

function checkFileList(field: InputField, value: JsonValue): JsonValue {
  const { variable, maxLength } = field
  if (!Array.isArray(value) || !value.every(isJsonObject))
    throw refuse(field, `${variable} in input form must be a list of files`)
  if (maxLength !== undefined && value.length > maxLength)
    throw refuse(field, `${variable} in input form must be less than ${maxLength} files`)
  return value
}

function checkJsonObject(field: InputField, value: JsonValue): JsonValue {
  const isNothing = value === '' || value === 0 || value === false || isEmptyList(value)
  if (isNothing || isJsonObject(value)) return value
  throw refuse(field, `${field.variable} in input form must be a dict`)
}

function isEmptyList(value: JsonValue): boolean {
  return Array.isArray(value) && value.length === 0
}

/** Characters as people count them: a pair of surrogates is one. */
function characters(text: string): number {
  let count = 0
  for (const _character of text) count++
  return count
}

function withoutNul(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.replaceAll('\0', '')
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(withoutNul)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.replaceAll('\0', ''), withoutNul(item)]),
  )
}

function refuse(field: InputField, message: string): InvalidInput {
  return new InvalidInput(field.variable, message)
}
