import { isJsonObject, type JsonValue } from '../../kernel/index.js'

/** False for null, false, 0, the empty text, list and map. */
export function isTruthy(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.length > 0
  if (isJsonObject(value)) return Object.keys(value).length > 0
  return Boolean(value)
}

/** Equality by content, the order of map keys aside. Values of different types differ. */
export function isSameValue(a: JsonValue, b: JsonValue): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return isSameList(a, b)
  if (isJsonObject(a) && isJsonObject(b)) return isSameMap(a, b)
  return a === b
}

function isSameList(a: readonly JsonValue[], b: readonly JsonValue[]): boolean {
  return (
    a.length === b.length && a.every((element, index) => isSameValue(element, b[index] ?? null))
  )
}

function isSameMap(
  a: { readonly [key: string]: JsonValue },
  b: { readonly [key: string]: JsonValue },
): boolean {
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSameValue(a[key] ?? null, b[key] ?? null))
  )
}
