import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import type { NodeData } from '@weft/domain/workflow'
import { JsonSchema } from '../shared/json-schema/json-schema.js'

/** An input of type `json_object`, and what it must look like. */
export type JsonInput = {
  readonly isRequired: boolean
  readonly schema: JsonSchema | undefined
}

/**
 * Reads the declaration of a `json_object` variable. Its schema may be a map, JSON text or blank.
 *
 * @throws InvalidNodeData when the schema is none.
 */
export function parseJsonInput(data: NodeData): JsonInput {
  const raw = data.raw('json_schema')
  return {
    isRequired: data.flag('required', false),
    schema: isBlank(raw) ? undefined : toSchema(toMap(raw, data), data),
  }
}

/** What is wrong with the value, as a sentence; nothing when it is fine. Empty optional values are. */
export function checkJsonInput(
  name: string,
  input: JsonInput,
  value: JsonValue | undefined,
): string | undefined {
  if (value === undefined || value === null || value === '')
    return input.isRequired ? `${name} is required in input form` : undefined
  if (!isJsonObject(value)) return `JSON object for '${name}' must be an object`
  const violation = input.schema?.findViolation(value)
  return violation && `JSON object for '${name}' does not match schema: ${violation.message}`
}

function isBlank(raw: JsonValue | undefined): raw is undefined | string {
  return raw === undefined || (typeof raw === 'string' && raw.trim() === '')
}

function toMap(raw: JsonValue, data: NodeData): JsonObject {
  const value = typeof raw === 'string' ? parseJson(raw, data) : raw
  return isJsonObject(value) ? value : data.refuse('json_schema', 'must be a JSON object')
}

function parseJson(text: string, data: NodeData): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    return data.refuse('json_schema', `is not valid JSON: ${problem}`)
  }
}

function toSchema(map: JsonObject, data: NodeData): JsonSchema {
  const schema = JsonSchema.of(map)
  return schema.type === 'valid'
    ? schema.schema
    : data.refuse('json_schema', `is not a JSON Schema: ${schema.problem.message}`)
}
