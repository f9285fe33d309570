import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/index.js'
import { isFileValue } from './file-value.js'
import { pythonString } from './python-text.js'
import type { SegmentType } from './segment.js'
import { DefaultValueTypeError } from './value-error.js'

/** What stands in for a node's outputs when the node fails. */
export type DefaultOutputs = {
  readonly outputs: JsonObject
  /** Types that the JSON value does not tell. */
  readonly outputTypes: { readonly [name: string]: SegmentType }
}

/**
 * Reads `default_value`: a list of `{key, type, value}`. A text given for another type is parsed: numbers as floats,
 * everything else as JSON. Later entries win over earlier ones of the same key.
 *
 * @throws DefaultValueTypeError
 */
export function readDefaultValues(raw: unknown): DefaultOutputs {
  if (raw === undefined || raw === null) return { outputs: {}, outputTypes: {} }
  if (!Array.isArray(raw)) throw new DefaultValueTypeError('default_value must be a list')
  const entries = raw.map(readEntry)
  return {
    outputs: Object.fromEntries(entries.map(({ key, value }) => [key, value])),
    outputTypes: Object.fromEntries(
      entries.flatMap(({ key, type }) => (type === undefined ? [] : [[key, type]])),
    ),
  }
}

type Entry = {
  readonly key: string
  readonly value: JsonValue
  readonly type: SegmentType | undefined
}

function readEntry(raw: unknown): Entry {
  if (!isJsonObject(raw) || typeof raw['key'] !== 'string')
    throw new DefaultValueTypeError('default_value must list entries of key, type and value')
  const { key, type, value = null } = raw
  const shape = typeof type === 'string' && Object.hasOwn(SHAPES, type) ? SHAPES[type] : undefined
  if (shape === undefined)
    throw new DefaultValueTypeError(`Unsupported type: ${pythonString(type ?? null)}`)
  const parsed = typeof value === 'string' ? shape.parse(value) : value
  check(shape, parsed)
  return { key, value: parsed, type: segmentTypeOf(shape, value, parsed) }
}

type Shape = {
  readonly parse: (text: string) => JsonValue
  readonly name: string
  readonly is: (value: JsonValue) => boolean
  readonly element?: { readonly name: string; readonly is: (value: JsonValue) => boolean }
  readonly type: SegmentType
}

const isText = (value: JsonValue) => typeof value === 'string'
const isNumber = (value: JsonValue) => typeof value === 'number' || typeof value === 'boolean'
const list = { parse: parseJson, name: 'list', is: Array.isArray }

const SHAPES: { readonly [type: string]: Shape } = {
  string: { parse: (text) => text, name: 'str', is: isText, type: 'string' },
  number: { parse: parseNumber, name: 'number', is: isNumber, type: 'number' },
  object: { parse: parseJson, name: 'dict', is: isJsonObject, type: 'object' },
  'array[number]': { ...list, element: { name: 'number', is: isNumber }, type: 'array[number]' },
  'array[string]': { ...list, element: { name: 'str', is: isText }, type: 'array[string]' },
  'array[object]': { ...list, element: { name: 'dict', is: isJsonObject }, type: 'array[object]' },
  'array[file]': { ...list, element: { name: 'file', is: isFileValue }, type: 'array[file]' },
}

function check(shape: Shape, value: JsonValue): void {
  if (!shape.is(value))
    throw new DefaultValueTypeError(`Value must be ${shape.name} type for ${pythonString(value)}`)
  const { element } = shape
  if (element && !(value as readonly JsonValue[]).every(element.is))
    throw new DefaultValueTypeError(
      `All elements must be ${element.name} for ${pythonString(value)}`,
    )
}

function segmentTypeOf(shape: Shape, given: JsonValue, parsed: JsonValue): SegmentType | undefined {
  if (shape.type === 'number') return typeof given === 'string' ? 'float' : undefined
  return Array.isArray(parsed) ? shape.type : undefined
}

function parseJson(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    throw new DefaultValueTypeError(`Invalid JSON format for value: ${text}`)
  }
}

function parseNumber(text: string): number {
  const number = text.trim() === '' ? NaN : Number(text)
  if (!Number.isFinite(number)) throw new DefaultValueTypeError(`Cannot convert to number: ${text}`)
  return number
}
