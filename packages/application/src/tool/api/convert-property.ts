import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '@weft/domain/kernel'

const DEEPEST_CHOICE = 10

/**
 * A value as the property of a body wants it. Models give texts where other types are meant; what cannot be converted
 * stays as it is, for the API to refuse.
 */
export function convertProperty(schema: JsonObject, value: JsonValue, depth = 0): JsonValue {
  const choices = schema['anyOf']
  if (Array.isArray(choices) && depth < DEEPEST_CHOICE)
    return convertToAny(choices as JsonArray, value, depth)
  const convert = typeof schema['type'] === 'string' ? CONVERSIONS.get(schema['type']) : undefined
  return convert?.(value) ?? value
}

type Convert = (value: JsonValue) => JsonValue | undefined

const CONVERSIONS: ReadonlyMap<string, Convert> = new Map<string, Convert>([
  ['integer', (value) => toNumber(value)],
  ['number', (value) => toNumber(value)],
  ['string', (value) => (typeof value === 'object' ? undefined : String(value))],
  // A text that says something counts as yes: `"false"` too.
  ['boolean', (value) => isTruthy(value)],
  ['object', (value) => parsed(value, isJsonObject)],
  ['array', (value) => parsed(value, Array.isArray)],
])

function convertToAny(choices: JsonArray, value: JsonValue, depth: number): JsonValue {
  for (const choice of choices) {
    if (!isJsonObject(choice)) continue
    const converted = convertChoice(choice, value, depth + 1)
    if (converted !== undefined) return converted
  }
  return value
}

/** Nothing where the value is none of this kind. */
function convertChoice(choice: JsonObject, value: JsonValue, depth: number): JsonValue | undefined {
  if (Array.isArray(choice['anyOf'])) return convertProperty(choice, value, depth)
  switch (choice['type']) {
    case 'boolean':
      return toFlag(value)
    case 'null':
      return isTruthy(value) ? undefined : null
    case undefined:
      return undefined
    default:
      return typeof choice['type'] === 'string'
        ? CONVERSIONS.get(choice['type'])?.(value)
        : undefined
  }
}

function toNumber(value: JsonValue): number | undefined {
  if (typeof value === 'number') return value
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN
  return Number.isFinite(number) ? number : undefined
}

function toFlag(value: JsonValue): boolean | undefined {
  if (typeof value === 'boolean') return value
  const word = typeof value === 'string' ? value.toLowerCase() : value
  if (word === 'true' || word === '1' || word === 1) return true
  return word === 'false' || word === '0' || word === 0 ? false : undefined
}

function parsed(value: JsonValue, isWanted: (value: JsonValue) => boolean): JsonValue | undefined {
  if (typeof value !== 'string') return isWanted(value) ? value : undefined
  try {
    const json = JSON.parse(value) as JsonValue
    return isWanted(json) ? json : undefined
  } catch {
    return undefined
  }
}

function isTruthy(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.length > 0
  return isJsonObject(value) ? Object.keys(value).length > 0 : Boolean(value)
}
