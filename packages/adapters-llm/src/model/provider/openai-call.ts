import type { JsonObject } from '@weft/domain/kernel'
import type { CompletionRequest } from '@weft/domain/model'
import {
  readCallParameters,
  toStandardOptions,
  type ResponseFormat,
} from '../sdk/call-parameters.js'
import { InvalidParameter } from '../sdk/invalid-parameter.js'
import type { NamedModel, SdkCall } from '../sdk/language-dialect.js'
import { toSdkObject } from '../sdk/sdk-json.js'
import { toSdkPrompt } from '../sdk/sdk-prompt.js'
import { isStrictSchema } from '../sdk/strict-schema.js'
import type { ToolCallMemory } from '../sdk/tool-call-memory.js'
import { OptionReader, present } from './option-reader.js'

/** What OpenAI's library passes on under names of its own; everything else is joined to the body. */
const RENAMED = {
  reasoning_effort: 'reasoningEffort',
  verbosity: 'textVerbosity',
  parallel_tool_calls: 'parallelToolCalls',
  service_tier: 'serviceTier',
  metadata: 'metadata',
  prediction: 'prediction',
  prompt_cache_key: 'promptCacheKey',
} as const

/** A request to `/chat/completions`. */
export function toOpenAiCall(request: CompletionRequest, { profile }: NamedModel): SdkCall {
  const parameters = readCallParameters(request, profile)
  const { options, left } = splitOptions(parameters.others)
  const common = {
    ...options,
    ...(request.user === undefined ? {} : { user: request.user }),
    ...strictness(parameters.responseFormat),
  }
  return {
    options: {
      prompt: toSdkPrompt(request.messages),
      ...toStandardOptions(request, parameters),
      providerOptions: { openai: toSdkObject(common) },
    },
    body: left,
  }
}

/** A request to `/responses`. Nothing is kept by the provider: conversations are ours. */
export function toResponsesCall(
  request: CompletionRequest,
  { profile }: NamedModel,
  memory: ToolCallMemory,
): SdkCall {
  if (request.stop.length > 0)
    throw new InvalidParameter('The responses interface knows no stop sequences.')
  const parameters = readCallParameters(request, profile)
  const { options, left } = splitOptions(parameters.others)
  const reader = new OptionReader(left)
  const own = {
    ...options,
    store: false,
    reasoningSummary: reader.take('reasoning_summary'),
    user: request.user,
    ...strictness(parameters.responseFormat),
  }
  return {
    options: {
      prompt: toSdkPrompt(request.messages, { systemFirst: false, memory }),
      ...toStandardOptions(request, parameters),
      providerOptions: { openai: toSdkObject(present(own)) },
    },
    body: reader.left,
  }
}

function splitOptions(others: JsonObject): {
  readonly options: JsonObject
  readonly left: JsonObject
} {
  const reader = new OptionReader(others)
  const options = present(
    Object.fromEntries(
      Object.entries(RENAMED).map(([name, renamed]) => [renamed, reader.take(name)]),
    ),
  )
  return { options, left: reader.left }
}

function strictness(format: ResponseFormat | undefined): JsonObject {
  const isStrict = format?.type !== 'json' || isStrictSchema(format.schema)
  return isStrict ? {} : { strictJsonSchema: false }
}
