import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'

/** A map, also where forms stored it as JSON text; nothing for anything else. */
export function toMap(value: JsonValue | undefined): JsonObject | undefined {
  if (isJsonObject(value)) return value
  if (typeof value !== 'string') return undefined
  try {
    const parsed = JSON.parse(value) as JsonValue
    return isJsonObject(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}
