export type JsonPrimitive = string | number | boolean | null
export type JsonObject = { readonly [key: string]: JsonValue }
export type JsonArray = readonly JsonValue[]
/** Anything JSON can say. What crosses a process boundary is one of these. */
export type JsonValue = JsonPrimitive | JsonObject | JsonArray

/** True for a plain map: not null, not a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
