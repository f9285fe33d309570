import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '@weft/domain/kernel'

const SCIENTIFIC = /^-?\d+\.?\d*e[+-]\d+$/i

/** True for a text such as `1e+5`: some interpreters print large floats that way. */
export function isScientific(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && SCIENTIFIC.test(value)
}

/** The map with every text in scientific notation as the number it says, at any depth. */
export function readScientific(map: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, readValue(value)]))
}

function readValue(value: JsonValue): JsonValue {
  if (isScientific(value)) return readNumber(value)
  if (Array.isArray(value)) return (value as JsonArray).map(readValue)
  return isJsonObject(value) ? readScientific(value) : value
}

/** A number JSON cannot say stays the text it is. */
function readNumber(text: string): JsonValue {
  const number = Number(text)
  return Number.isFinite(number) ? number : text
}
