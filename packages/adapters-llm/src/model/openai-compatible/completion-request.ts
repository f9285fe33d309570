import type { LanguageModelV3CallOptions, LanguageModelV3FunctionTool } from '@ai-sdk/provider'
import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import {
  textOf,
  type CompletionRequest,
  type LanguageModelProfile,
  type ToolDefinition,
} from '@weft/domain/model'
import { parseSchema, RESERVED } from '../sdk/call-parameters.js'
import { InvalidParameter } from '../sdk/invalid-parameter.js'
import type { NamedModel } from '../sdk/language-dialect.js'
import { toSdkObject } from '../sdk/sdk-json.js'
import { toSdkPrompt } from '../sdk/sdk-prompt.js'
import { isStrictSchema } from '../sdk/strict-schema.js'
import { PLAIN_PROMPT } from './plain-prompt-fetch.js'

/** Under this name the provider library finds what it passes through to the endpoint. */
export const PASSED_THROUGH = 'weft'

type ResponseFormat = NonNullable<LanguageModelV3CallOptions['responseFormat']>

/** Numbers that every provider knows; the library has names of its own for them. */
const STANDARD = {
  temperature: 'temperature',
  top_p: 'topP',
  max_tokens: 'maxOutputTokens',
  presence_penalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty',
  seed: 'seed',
} as const satisfies Record<string, keyof LanguageModelV3CallOptions>

/** Parameters the library only passes through under its own names. */
const RENAMED: Readonly<Record<string, string>> = {
  reasoning_effort: 'reasoningEffort',
  verbosity: 'textVerbosity',
}

/** Models that take `max_completion_tokens` and refuse `max_tokens`. */
const REASONING_MODEL = /^(o\d|gpt-5)/

/** What the provider library is called with. The signal is the caller's business. */
export function toCallOptions(
  request: CompletionRequest,
  model: NamedModel,
): LanguageModelV3CallOptions {
  const { standard, others } = splitParameters(request.parameters, model.name)
  const responseFormat = toResponseFormat(request, model.profile)
  const passedThrough = {
    ...others,
    ...(request.user === undefined ? {} : { user: request.user }),
    ...(isStrictSchema(request.responseSchema) ? {} : { strictJsonSchema: false }),
    ...(model.profile.mode === 'completion' ? { [PLAIN_PROMPT]: toPlainPrompt(request) } : {}),
  }
  return {
    prompt: toSdkPrompt(request.messages),
    ...standard,
    ...(request.stop.length > 0 ? { stopSequences: [...request.stop] } : {}),
    ...(request.tools.length > 0 ? { tools: request.tools.map(toSdkTool) } : {}),
    ...(responseFormat ? { responseFormat } : {}),
    providerOptions: { [PASSED_THROUGH]: toSdkObject(passedThrough) },
  }
}

function toSdkTool({ name, description, parameters }: ToolDefinition): LanguageModelV3FunctionTool {
  return { type: 'function', name, description, inputSchema: toSdkObject(parameters) }
}

function toPlainPrompt({ messages, stop }: CompletionRequest): JsonObject {
  const prompt = messages.map(textOf).join('\n')
  return stop.length > 0 ? { prompt, stop } : { prompt }
}

type StandardParameters = Partial<Record<(typeof STANDARD)[keyof typeof STANDARD], number>>

function splitParameters(
  parameters: JsonObject,
  modelName: string,
): { readonly standard: StandardParameters; readonly others: JsonObject } {
  const standard: StandardParameters = {}
  const others: Record<string, JsonValue> = {}
  for (const [key, value] of Object.entries(parameters)) {
    const name = wireName(key, modelName)
    if (value === null || RESERVED.has(name)) continue
    if (isStandard(name) && typeof value === 'number') standard[STANDARD[name]] = value
    else if (name === 'response_format') Object.assign(others, wireFormat(value, parameters))
    else if (name !== 'json_schema') others[RENAMED[name] ?? name] = value
  }
  return { standard, others }
}

function wireName(name: string, modelName: string): string {
  return name === 'max_tokens' && REASONING_MODEL.test(modelName) ? 'max_completion_tokens' : name
}

function isStandard(name: string): name is keyof typeof STANDARD {
  return Object.hasOwn(STANDARD, name)
}

/** Documents name a format (`JSON`, `json_object`, `json_schema` with the schema beside it) or write it out. */
function wireFormat(value: JsonValue, { json_schema: schema }: JsonObject): JsonObject {
  if (isJsonObject(value)) return { response_format: value }
  switch (typeof value === 'string' ? value.toLowerCase() : '') {
    case 'json':
    case 'json_object':
      return { response_format: { type: 'json_object' } }
    case 'json_schema':
      return { response_format: { type: 'json_schema', json_schema: namedSchema(schema) } }
    default:
      return {}
  }
}

function namedSchema(value: JsonValue | undefined): JsonObject {
  const schema = typeof value === 'string' ? parseSchema(value) : value
  if (!isJsonObject(schema)) throw new InvalidParameter('json_schema must hold a JSON Schema.')
  return 'schema' in schema ? { name: 'response', ...schema } : { name: 'response', schema }
}

function toResponseFormat(
  { responseSchema }: CompletionRequest,
  { features, mode }: LanguageModelProfile,
): ResponseFormat | undefined {
  if (!responseSchema || mode === 'completion') return undefined
  const takesSchemas = features?.has('structured-output') ?? true
  return takesSchemas ? { type: 'json', schema: toSdkObject(responseSchema) } : { type: 'json' }
}
