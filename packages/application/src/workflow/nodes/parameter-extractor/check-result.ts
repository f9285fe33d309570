import type { JsonArray, JsonObject, JsonValue } from '@weft/domain/kernel'
import { inferSegmentType, isValueOfType, pythonString } from '@weft/domain/workflow'
import type { ExtractorParameter, ExtractorType } from './extractor-data.js'

/** What is wrong with what the model found, as a sentence; nothing when it is as it was asked for. */
export function findProblem(
  parameters: readonly ExtractorParameter[],
  found: JsonObject,
): string | undefined {
  if (Object.keys(found).length !== parameters.length) return 'Invalid number of parameters'
  for (const parameter of parameters) {
    const problem = problemWith(parameter, found)
    if (problem !== undefined) return problem
  }
  return undefined
}

function problemWith(
  { name, type, isRequired, isSelect, options }: ExtractorParameter,
  found: JsonObject,
): string | undefined {
  const isThere = Object.hasOwn(found, name)
  if (isRequired && !isThere) return `Parameter ${name} is required`
  const value = isThere ? (found[name] ?? null) : null
  if (!isValueOfType(type, value))
    return (
      `Invalid value for parameter ${name}, expected segment type: ${type}, ` +
      `actual_type: ${inferSegmentType(value)}, python_type: ${pythonType(value)}, value: ${pythonString(value)}`
    )
  const isChoice = isSelect && options.length > 0
  return isChoice && !options.includes(pythonString(value))
    ? `Invalid \`select\` value for parameter ${name}`
    : undefined
}

function pythonType(value: JsonValue): string {
  if (value === null) return "<class 'NoneType'>"
  if (Array.isArray(value)) return "<class 'list'>"
  if (typeof value === 'number')
    return Number.isInteger(value) ? "<class 'int'>" : "<class 'float'>"
  return PYTHON_TYPES[typeof value] ?? "<class 'dict'>"
}

const PYTHON_TYPES: { readonly [type: string]: string } = {
  string: "<class 'str'>",
  boolean: "<class 'bool'>",
}

/** Every parameter with a value of its type: what was found as far as it can be read as one, else the type's zero. */
export function normaliseResult(
  parameters: readonly ExtractorParameter[],
  found: JsonObject,
): JsonObject {
  return Object.fromEntries(
    parameters.map(({ name, type }) => {
      const value = Object.hasOwn(found, name) ? (found[name] ?? null) : null
      return [name, normalise(type, value)]
    }),
  )
}

function normalise(type: ExtractorType, value: JsonValue): JsonValue {
  switch (type) {
    case 'string':
      return typeof value === 'string' ? value : ''
    case 'number':
      return toNumber(value) ?? 0
    case 'boolean':
      return toFlag(value) ?? false
    case 'array[string]':
      return itemsOf(value).filter((item) => typeof item === 'string')
    case 'array[number]':
      return itemsOf(value).flatMap((item) => toList(toNumber(item)))
    case 'array[boolean]':
      return itemsOf(value).flatMap((item) => toList(toFlag(item)))
    case 'array[object]':
      return itemsOf(value).filter((item) => inferSegmentType(item) === 'object')
  }
}

function toNumber(value: JsonValue): number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'number') return value
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN
  return Number.isFinite(number) ? number : undefined
}

function toFlag(value: JsonValue): boolean | undefined {
  if (typeof value === 'boolean') return value
  return typeof value === 'number' && Number.isInteger(value) ? value !== 0 : undefined
}

function toList(value: JsonValue | undefined): JsonArray {
  return value === undefined ? [] : [value]
}

function itemsOf(value: JsonValue): JsonArray {
  return Array.isArray(value) ? (value as JsonArray) : []
}
