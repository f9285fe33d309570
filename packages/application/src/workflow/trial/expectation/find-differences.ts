import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import { isSameValue } from '@weft/domain/workflow'

/** A place where two values differ. A side that has nothing there is absent. */
export type Difference = {
  /** `outputs.items[2].name`; empty for the value itself. */
  readonly path: string
  readonly expected?: JsonValue
  readonly actual?: JsonValue
}

/** Where the values differ, as deep inside as it can be said. None for equal values. */
export function findDifferences(
  expected: JsonValue,
  actual: JsonValue,
  path = '',
): readonly Difference[] {
  if (isSameValue(expected, actual)) return []
  if (isJsonObject(expected) && isJsonObject(actual)) return differentKeys(expected, actual, path)
  if (Array.isArray(expected) && Array.isArray(actual))
    return differentItems(expected as JsonArray, actual as JsonArray, path)
  return [{ path, expected, actual }]
}

function differentKeys(
  expected: JsonObject,
  actual: JsonObject,
  path: string,
): readonly Difference[] {
  const keys = [...new Set([...Object.keys(expected), ...Object.keys(actual)])]
  return keys.flatMap((key) =>
    differentEntries(own(expected, key), own(actual, key), path === '' ? key : `${path}.${key}`),
  )
}

function differentItems(
  expected: JsonArray,
  actual: JsonArray,
  path: string,
): readonly Difference[] {
  const length = Math.max(expected.length, actual.length)
  return Array.from({ length }, (_, index) => index).flatMap((index) =>
    differentEntries(expected[index], actual[index], `${path}[${index}]`),
  )
}

function differentEntries(
  expected: JsonValue | undefined,
  actual: JsonValue | undefined,
  path: string,
): readonly Difference[] {
  if (expected !== undefined && actual !== undefined) return findDifferences(expected, actual, path)
  if (expected !== undefined) return [{ path, expected }]
  return actual === undefined ? [] : [{ path, actual }]
}

function own(map: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined
}
