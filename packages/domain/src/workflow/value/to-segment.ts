import { assertNever, type JsonValue } from '../../kernel/index.js'
import { isFileValue } from './file-value.js'
import { pythonString } from './python-text.js'
import type { Segment, SegmentType } from './segment.js'
import { TypeMismatch, UnsupportedVariableType } from './value-error.js'

/**
 * Types a raw value. Without a declared type the type is inferred; with one, the value must have it: an empty list
 * fits every list, a `number` becomes `integer` or `float`, a whole number may be a `float`, a text a `secret`.
 *
 * @throws TypeMismatch when the value does not have the declared type.
 */
export function toSegment(value: JsonValue, declaredType?: SegmentType): Segment {
  const inferred = inferSegmentType(value)
  if (declaredType === undefined || inferred === declaredType) return { type: inferred, value }
  if (value === null)
    throw new TypeMismatch(`Type mismatch: expected ${declaredType}, but got None`)
  if (isEmptyList(value) && declaredType.startsWith('array')) return { type: declaredType, value }
  const fitting = FITTING[declaredType]?.[inferred]
  if (fitting !== undefined) return { type: fitting, value }
  throw new TypeMismatch(
    `Type mismatch: expected ${declaredType}, but got ${inferred}, value=${pythonString(value)}`,
  )
}

/** By declared and inferred type: the type the segment gets although the two differ. */
const FITTING: {
  readonly [declared in SegmentType]?: { readonly [inferred in SegmentType]?: SegmentType }
} = {
  number: { integer: 'integer', float: 'float' },
  float: { integer: 'float' },
  secret: { string: 'secret' },
}

/** The type a raw value has by itself. A number without fraction is an `integer`. */
export function inferSegmentType(value: JsonValue): SegmentType {
  if (value === null) return 'none'
  if (Array.isArray(value)) return inferListType(value as readonly JsonValue[])
  switch (typeof value) {
    case 'boolean':
      return 'boolean'
    case 'number':
      return Number.isInteger(value) ? 'integer' : 'float'
    case 'string':
      return 'string'
    default:
      return isFileValue(value) ? 'file' : 'object'
  }
}

/** The value a variable of this type has after it was cleared. @throws UnsupportedVariableType for files. */
export function zeroValue(type: SegmentType): JsonValue {
  switch (type) {
    case 'none':
      return null
    case 'boolean':
      return false
    case 'integer':
    case 'float':
    case 'number':
      return 0
    case 'string':
    case 'secret':
      return ''
    case 'object':
      return {}
    case 'array[any]':
    case 'array[string]':
    case 'array[number]':
    case 'array[object]':
    case 'array[boolean]':
      return []
    case 'file':
    case 'array[file]':
      throw new UnsupportedVariableType(`unsupported variable type: ${type}`)
    default:
      return assertNever(type)
  }
}

/** True when a variable of this type may hold the value. Number types also take booleans; lists check every element. */
export function isValueOfType(type: SegmentType, value: JsonValue): boolean {
  if (type.startsWith('array[')) {
    const elementType = type.slice('array['.length, -1)
    return (
      Array.isArray(value) &&
      (value as readonly JsonValue[]).every((item) => isElementOfType(elementType, item))
    )
  }
  return isScalarOfType(type, value)
}

function isElementOfType(elementType: string, value: JsonValue): boolean {
  return elementType === 'any' || isScalarOfType(elementType, value)
}

function isScalarOfType(type: string, value: JsonValue): boolean {
  const inferred = inferSegmentType(value)
  switch (type) {
    case 'number':
    case 'integer':
    case 'float':
      return typeof value === 'number' || typeof value === 'boolean'
    case 'secret':
      return inferred === 'string'
    default:
      return inferred === type
  }
}

function inferListType(items: readonly JsonValue[]): SegmentType {
  const [first] = items
  if (first === undefined) return 'array[any]'
  const type = LIST_TYPES[inferSegmentType(first)]
  if (type === undefined) return 'array[any]'
  const isUniform = items.every((item) => LIST_TYPES[inferSegmentType(item)] === type)
  return isUniform ? type : 'array[any]'
}

const LIST_TYPES: { readonly [element in SegmentType]?: SegmentType } = {
  boolean: 'array[boolean]',
  integer: 'array[number]',
  float: 'array[number]',
  string: 'array[string]',
  object: 'array[object]',
  file: 'array[file]',
}

function isEmptyList(value: JsonValue): boolean {
  return Array.isArray(value) && value.length === 0
}
