import { isJsonObject } from '@weft/domain/kernel'

/**
 * Endpoints enforce a schema strictly only when every object lists all its properties as required and allows
 * no others; asked to be strict about any other schema they refuse the whole request.
 */
export function isStrictSchema(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every((item: unknown) => isStrictSchema(item))
  if (!isJsonObject(schema)) return true
  const { properties, required, additionalProperties } = schema
  if (isJsonObject(properties)) {
    const names = Array.isArray(required) ? required : []
    const isClosed = additionalProperties === false
    if (!isClosed || !Object.keys(properties).every((name) => names.includes(name))) return false
  } else if (schema['type'] === 'object') return false
  return Object.values(schema).every((value) => isStrictSchema(value))
}
