import { isJsonObject, type JsonArray, type JsonValue } from '@weft/domain/kernel'
import { isFileValue, type SegmentType } from '@weft/domain/workflow'

type Check = (value: JsonValue) => boolean

const isText: Check = (value) => typeof value === 'string'
const isNumber: Check = (value) => typeof value === 'number'
const isFlag: Check = (value) => typeof value === 'boolean'
const isMap: Check = (value) => isJsonObject(value) && !isFileValue(value)
const never: Check = () => false

const ELEMENTS: { readonly [type in SegmentType]?: Check } = {
  'array[any]': (value) => isText(value) || isNumber(value) || isMap(value),
  'array[string]': isText,
  'array[number]': isNumber,
  'array[object]': isMap,
  'array[boolean]': isFlag,
}

const VALUES: { readonly [type in SegmentType]?: Check } = {
  string: isText,
  secret: isText,
  integer: isNumber,
  float: isNumber,
  number: isNumber,
  boolean: isFlag,
  object: isMap,
}

/** True when a variable of this type may be overwritten with the value. Files never may. */
export function isValueOf(type: SegmentType, value: JsonValue): boolean {
  const element = ELEMENTS[type]
  if (!element) return (VALUES[type] ?? never)(value)
  if (!Array.isArray(value)) return false
  return type === 'array[any]' || (value as JsonArray).every(element)
}

/** True when the value may become an element of a list of this type. */
export function isElementOf(type: SegmentType, value: JsonValue): boolean {
  return (ELEMENTS[type] ?? never)(value)
}
