import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import { checkNumber, checkText, refuse } from './check-scalar.js'
import type { CodeLimits } from './code-limits.js'
import { CodeOutputError } from './code-output-error.js'

/**
 * Checks what is in a map whose content was not declared: numbers and texts within the limits, lists of one type.
 *
 * @param depth of the map, the whole result being 1.
 * @throws CodeOutputError
 */
export function checkUntyped(
  map: JsonObject,
  path: string,
  depth: number,
  limits: CodeLimits,
): JsonObject {
  if (depth > limits.maxDepth)
    throw new CodeOutputError(
      'DepthLimitError',
      `Depth limit ${limits.maxDepth} reached, object too deep.`,
    )
  const entries = Object.entries(map).map(([name, value]) => {
    const valuePath = path === '' ? name : `${path}.${name}`
    return [name, checkValue(value, valuePath, depth, limits)] as const
  })
  return Object.fromEntries(entries)
}

function checkValue(value: JsonValue, path: string, depth: number, limits: CodeLimits): JsonValue {
  if (Array.isArray(value)) return checkList(value, path, depth, limits)
  if (isJsonObject(value)) return checkUntyped(value, path, depth + 1, limits)
  if (typeof value === 'string') return checkText(value, path, limits)
  if (typeof value === 'number') return checkNumber(value, path, limits)
  return value
}

function checkList(list: JsonArray, path: string, depth: number, limits: CodeLimits): JsonArray {
  const [first] = list
  // A list that starts with null tells nothing of its type.
  if (first === undefined || first === null) return list
  if (Array.isArray(first) || !list.every((item) => item === null || isSameKind(item, first)))
    return refuse(
      `Output ${path} is not a valid array. make sure all elements are of the same type.`,
    )
  return list.map((item, index) => checkValue(item, `${path}[${index}]`, depth, limits))
}

/** Booleans count as numbers, as they do in Python. */
function isSameKind(item: JsonValue, first: JsonValue): boolean {
  return kindOf(item) === kindOf(first)
}

function kindOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'list'
  return typeof value === 'boolean' ? 'number' : typeof value
}
