import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'

/** Keywords that hold values, not schemas. */
const VALUES = new Set(['enum', 'const', 'default', 'examples', 'required', 'type'])
/** Keywords that hold schemas under names of the author's choice. */
const NAMED_SCHEMAS = new Set(['properties', 'definitions', '$defs', 'dependencies'])
const TEXT_PATTERNS = new Set(['format', 'pattern', 'patternProperties'])

/**
 * The schema without what would run regular expressions. Where properties are admitted by a pattern of their name,
 * all are: `additionalProperties` means nothing without it.
 */
export function withoutTextPatterns(schema: JsonValue): JsonValue {
  if (Array.isArray(schema)) return (schema as readonly JsonValue[]).map(withoutTextPatterns)
  if (!isJsonObject(schema)) return schema
  const isOpen = Object.hasOwn(schema, 'patternProperties')
  const entries = Object.entries(schema)
    .filter(([key]) => !TEXT_PATTERNS.has(key) && !(isOpen && key === 'additionalProperties'))
    .map(([key, value]) => [key, copyKeyword(key, value)] as const)
  return Object.fromEntries(entries)
}

function copyKeyword(key: string, value: JsonValue): JsonValue {
  if (VALUES.has(key)) return value
  return NAMED_SCHEMAS.has(key) && isJsonObject(value)
    ? mapValues(value, withoutTextPatterns)
    : withoutTextPatterns(value)
}

function mapValues(map: JsonObject, change: (value: JsonValue) => JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]))
}
