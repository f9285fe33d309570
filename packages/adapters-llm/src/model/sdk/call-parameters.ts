import type { LanguageModelV3CallOptions } from '@ai-sdk/provider'
import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import type { CompletionRequest, LanguageModelProfile, ToolDefinition } from '@weft/domain/model'
import { InvalidParameter } from './invalid-parameter.js'
import { toSdkObject } from './sdk-json.js'

export type ResponseFormat = NonNullable<LanguageModelV3CallOptions['responseFormat']>
type NumberOption =
  | 'temperature'
  | 'topP'
  | 'topK'
  | 'maxOutputTokens'
  | 'presencePenalty'
  | 'frequencyPenalty'
  | 'seed'
type StandardParameters = Partial<Record<NumberOption, number>>

/** Numbers that every provider knows, by the names documents use; the library has names of its own for them. */
const STANDARD: Readonly<Record<string, NumberOption>> = {
  temperature: 'temperature',
  top_p: 'topP',
  top_k: 'topK',
  max_tokens: 'maxOutputTokens',
  max_tokens_to_sample: 'maxOutputTokens',
  max_output_tokens: 'maxOutputTokens',
  max_completion_tokens: 'maxOutputTokens',
  presence_penalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty',
  seed: 'seed',
  random_seed: 'seed',
}

/** Not for a document to decide: they would change which model answers and how its answer is read. */
export const RESERVED: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'prompt',
  'contents',
  'system',
  'input',
  'tools',
  'stream',
  'stream_options',
  'n',
])

export type CallParameters = {
  readonly standard: StandardParameters
  readonly responseFormat: ResponseFormat | undefined
  /** What is left: the provider's own parameters. */
  readonly others: JsonObject
}

/** Sorts the parameters of a document into those every provider knows and those of this one. */
export function readCallParameters(
  request: CompletionRequest,
  profile: LanguageModelProfile,
): CallParameters {
  const standard: StandardParameters = {}
  const others: Record<string, JsonValue> = {}
  const { response_format: format, json_schema: schema, ...rest } = request.parameters
  for (const [name, value] of Object.entries(rest)) {
    if (value === null || RESERVED.has(name)) continue
    const option = Object.hasOwn(STANDARD, name) ? STANDARD[name] : undefined
    if (option && typeof value === 'number') standard[option] = value
    else others[name] = value
  }
  return { standard, others, responseFormat: toFormat(request, profile, { format, schema }) }
}

/** The parts of a call that are the same for every provider. */
export function toStandardOptions(
  { stop, tools }: CompletionRequest,
  { standard, responseFormat }: CallParameters,
): Omit<LanguageModelV3CallOptions, 'prompt'> {
  return {
    ...standard,
    ...(stop.length > 0 ? { stopSequences: [...stop] } : {}),
    ...(tools.length > 0 ? { tools: tools.map(toSdkTool) } : {}),
    ...(responseFormat ? { responseFormat } : {}),
  }
}

function toSdkTool({ name, description, parameters }: ToolDefinition) {
  return { type: 'function' as const, name, description, inputSchema: toSdkObject(parameters) }
}

type WrittenFormat = {
  readonly format: JsonValue | undefined
  readonly schema: JsonValue | undefined
}

function toFormat(
  { responseSchema }: CompletionRequest,
  { features }: LanguageModelProfile,
  { format, schema }: WrittenFormat,
): ResponseFormat | undefined {
  const takesSchemas = features?.has('structured-output') ?? true
  if (responseSchema)
    return takesSchemas ? { type: 'json', schema: toSdkObject(responseSchema) } : { type: 'json' }
  const name = isJsonObject(format) ? format['type'] : format
  switch (typeof name === 'string' ? name.toLowerCase() : '') {
    case 'json':
    case 'json_object':
      return { type: 'json' }
    case 'json_schema':
      return toSchemaFormat(isJsonObject(format) ? format['json_schema'] : schema)
    default:
      return undefined
  }
}

function toSchemaFormat(written: JsonValue | undefined): ResponseFormat {
  const value = typeof written === 'string' ? parseSchema(written) : written
  if (!isJsonObject(value)) throw new InvalidParameter('json_schema must hold a JSON Schema.')
  const { schema = value, name } = value
  if (!isJsonObject(schema)) throw new InvalidParameter('json_schema must hold a JSON Schema.')
  return {
    type: 'json',
    schema: toSdkObject(schema),
    ...(typeof name === 'string' ? { name } : {}),
  }
}

/** @throws InvalidParameter when the text is not JSON. */
export function parseSchema(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch (cause) {
    throw new InvalidParameter('json_schema is not valid JSON.', { cause })
  }
}
