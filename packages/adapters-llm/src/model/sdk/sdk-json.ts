import type { JSONObject, JSONValue } from '@ai-sdk/provider'
import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'

/** The same object as the provider library types it: changeable. It is a copy, so ours stays as it is. */
export function toSdkObject(object: JsonObject): JSONObject {
  const copy: JSONObject = {}
  for (const [key, value] of Object.entries(object)) copy[key] = toSdkJson(value)
  return copy
}

function toSdkJson(value: JsonValue): JSONValue {
  if (isJsonObject(value)) return toSdkObject(value)
  if (typeof value === 'object' && value !== null) return value.map(toSdkJson)
  return value
}
