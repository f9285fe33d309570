import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import { describeModel, type LanguageModel, splitReasoning } from '@weft/domain/model'
import type { NodeData } from '@weft/domain/workflow'
import { jsonrepair } from 'jsonrepair'
import {
  JsonSchema,
  type SchemaProblem,
  type SchemaReading,
} from '../shared/json-schema/json-schema.js'
import { toMap } from './to-map.js'
import { LlmNodeError } from './llm-node-error.js'

/** What the reply must be as JSON. */
export type StructuredOutput = {
  /** As the author wrote it, for the provider. */
  readonly schema: JsonObject
  readonly reading: SchemaReading
}

/** Nothing when structured output is switched off. Older documents have another name for the switch. */
export function parseStructuredOutput(data: NodeData): StructuredOutput | undefined {
  const isOn =
    data.flag('structured_output_switch_on', false) || data.flag('structured_output_enabled', false)
  const output = isOn ? data.child('structured_output') : undefined
  if (!output) return undefined
  const schema = toMap(output.raw('schema'))
  return schema
    ? { schema, reading: JsonSchema.of(schema) }
    : { schema: {}, reading: { type: 'invalid', problem: NO_MAP } }
}

const NO_MAP: SchemaProblem = { path: '$', message: 'The schema must be a JSON object.' }

/** The schema to ask the model for. @throws LlmNodeError when it is none, or the model cannot answer by one. */
export function requireSchema(
  { schema, reading }: StructuredOutput,
  { profile: { features }, ref }: LanguageModel,
): JsonObject {
  if (reading.type === 'invalid')
    throw refuse('Invalid structured output schema', 'schema', reading.problem)
  if (features && !features.has('structured-output'))
    throw new LlmNodeError(
      'LLMNodeError',
      `Structured output is not supported by model ${describeModel(ref)} (stage=capability)`,
    )
  return schema
}

/** The reply as the map the schema wants. @throws LlmNodeError when it is none or not as wanted. */
export function readStructuredReply({ reading }: StructuredOutput, reply: string): JsonObject {
  const value = parseReply(splitReasoning(reply).text)
  const violation = reading.type === 'valid' ? reading.schema.findViolation(value) : undefined
  if (violation) throw refuse('Structured output validation failed', 'result', violation)
  return value
}

function refuse(what: string, stage: string, { path, message }: SchemaProblem): LlmNodeError {
  return new LlmNodeError('LLMNodeError', `${what} (stage=${stage}, path=${path}): ${message}`)
}

/** Models wrap JSON in fences and remarks, and forget quotes and brackets. */
function parseReply(text: string): JsonObject {
  for (const candidate of candidatesIn(text)) {
    const value = tryParse(candidate) ?? tryParse(repaired(candidate))
    if (isJsonObject(value)) return value
  }
  throw refuse('Failed to parse structured output', 'result', {
    path: '$',
    message: `the reply holds no JSON object: ${JSON.stringify(text.slice(0, 200))}`,
  })
}

function candidatesIn(text: string): readonly string[] {
  const fenced = /```(?:json)?\s*([\s\S]*?)```/i.exec(text)?.[1]
  const start = text.indexOf('{')
  const end = text.lastIndexOf('}')
  const braced = start < 0 ? undefined : text.slice(start, end > start ? end + 1 : undefined)
  return [text, fenced, braced].filter((candidate) => candidate !== undefined)
}

function tryParse(text: string | undefined): JsonValue | undefined {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}

function repaired(text: string): string | undefined {
  if (!text.includes('{')) return undefined
  try {
    return jsonrepair(text)
  } catch {
    return undefined
  }
}
