import { isJsonObject, type JsonArray, type JsonValue } from '../kernel/index.js'
import { pythonString } from '../workflow/index.js'
import { ToolArgumentInvalid } from './tool-error.js'
import type { ToolParameter, ToolParameterType } from './tool-parameter.js'

/**
 * The value as its parameter's type wants it. Forms and models give texts where other types are meant, so texts are read.
 *
 * @throws ToolArgumentInvalid when the value cannot be read as that type.
 */
export function castArgument({ name, type }: ToolParameter, value: JsonValue): JsonValue {
  return CASTS[type](value, name)
}

type Cast = (value: JsonValue, name: string) => JsonValue

const toText: Cast = (value) => (value === null ? '' : pythonString(value))
const toMapOnly: Cast = (value, name) =>
  isJsonObject(value) ? value : refuse(name, 'must be a map', value)
const toList: Cast = (value) => (isList(value) ? value : [value])

const CASTS: Readonly<Record<ToolParameterType, Cast>> = {
  string: toText,
  'secret-input': toText,
  select: (value, name) => (isList(value) ? value : toText(value, name)),
  checkbox: toText,
  'dynamic-select': toText,
  boolean: toFlag,
  number: toNumber,
  file: toFile,
  files: toList,
  'system-files': toList,
  'model-selector': toMapOnly,
  'app-selector': toMapOnly,
  'array[tools]': (value, name) =>
    !isTruthy(value) || Array.isArray(value) ? value : refuse(name, 'must be a list', value),
  any: (value, name) =>
    value === true ? refuse(name, 'must be a text, a number, a map or a list', value) : value,
  array: toArray,
  object: toObject,
}

const TRUE = new Set(['true', 'yes', 'y', '1'])
const FALSE = new Set(['false', 'no', 'n', '0'])

function toFlag(value: JsonValue): boolean {
  if (typeof value !== 'string') return isTruthy(value)
  const word = value.toLowerCase()
  if (TRUE.has(word)) return true
  return !FALSE.has(word) && value !== ''
}

function toNumber(value: JsonValue, name: string): JsonValue {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value === '') return null
  const number = value.trim() === '' ? NaN : Number(value)
  return Number.isFinite(number) ? number : refuse(name, 'must be a number', value)
}

function toFile(value: JsonValue, name: string): JsonValue {
  if (!isList(value)) return value
  return value.length === 1 ? (value[0] ?? null) : refuse(name, 'must be one file', value)
}

function toArray(value: JsonValue): JsonValue {
  if (isList(value)) return value
  const parsed = typeof value === 'string' ? parseJson(value) : undefined
  return parsed !== undefined && isList(parsed) ? parsed : [value]
}

function toObject(value: JsonValue): JsonValue {
  if (isJsonObject(value)) return value
  const parsed = typeof value === 'string' ? parseJson(value) : undefined
  return isJsonObject(parsed) ? parsed : {}
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}

function isList(value: JsonValue): value is JsonArray {
  return Array.isArray(value)
}

function isTruthy(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.length > 0
  return isJsonObject(value) ? Object.keys(value).length > 0 : Boolean(value)
}

function refuse(name: string, problem: string, value: JsonValue): never {
  const text = JSON.stringify(value).slice(0, 80)
  throw new ToolArgumentInvalid(`tool parameter ${name} ${problem}, got ${text}`)
}
