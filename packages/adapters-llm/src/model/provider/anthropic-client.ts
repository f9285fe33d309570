import { createAnthropic } from '@ai-sdk/anthropic'
import type { JsonObject } from '@weft/domain/kernel'
import type { CompletionRequest } from '@weft/domain/model'
import type { KeyedConfiguration } from '../provider-configuration.js'
import { readCallParameters, toStandardOptions } from '../sdk/call-parameters.js'
import type { LanguageDialect, NamedModel, SdkCall } from '../sdk/language-dialect.js'
import { idsOf } from '../sdk/openai-protocol.js'
import type { ProviderClient, ProviderFetches } from '../sdk/provider-client.js'
import { ProviderEndpoint } from '../sdk/provider-endpoint.js'
import { toSdkObject } from '../sdk/sdk-json.js'
import { toSdkPrompt } from '../sdk/sdk-prompt.js'
import type { ToolCallMemory } from '../sdk/tool-call-memory.js'
import { toBaseUrl } from './base-url.js'
import { OptionReader, present } from './option-reader.js'
import { plainHeaders } from './plain-headers.js'

const ADDRESS = 'https://api.anthropic.com/v1'
const VERSION = '2023-06-01'
/** The least the provider takes. */
const LEAST_BUDGET = 1_024
/** Models that take no budget: they decide themselves for how long they think. */
const ADAPTIVE = /claude-(fable|mythos|(opus|sonnet|haiku)-([5-9]|4-[78]))/

/** Claude by Anthropic's messages interface. */
export function anthropicClient(
  configuration: KeyedConfiguration,
  { single }: ProviderFetches,
): ProviderClient {
  const baseUrl = toBaseUrl(configuration.baseUrl ?? ADDRESS, '/v1')
  const apiKey = configuration.apiKey.reveal()
  const headers = plainHeaders(configuration)
  const endpoint = new ProviderEndpoint({
    baseUrl,
    headers: { ...headers, 'x-api-key': apiKey, 'anthropic-version': VERSION },
    fetch: single,
  })
  const dialectOf = (name: string): LanguageDialect => ({
    open: (fetch) => createAnthropic({ baseURL: baseUrl, apiKey, headers, fetch })(name),
    toCall: toAnthropicCall,
    fetchesFiles: true,
  })
  return {
    language: dialectOf,
    availableModels: async (signal) => idsOf(await endpoint.get('/models?limit=1000', signal)),
  }
}

function toAnthropicCall(
  request: CompletionRequest,
  { profile, name }: NamedModel,
  memory: ToolCallMemory,
): SdkCall {
  const parameters = readCallParameters(request, profile)
  const reader = new OptionReader(parameters.others)
  const thinking = readThinking(reader, name)
  const options = {
    thinking: canThink(request, memory) ? thinking : undefined,
    effort: reader.take('effort', 'reasoning_effort'),
    metadata: request.user === undefined ? undefined : { userId: request.user },
  }
  return {
    options: {
      prompt: toSdkPrompt(request.messages, { systemFirst: true, memory }),
      ...toStandardOptions(request, parameters),
      providerOptions: { anthropic: toSdkObject(present(options)) },
    },
    body: reader.left,
  }
}

/** `thinking: true` with `thinking_budget`, or the provider's own way to write it. */
function readThinking(reader: OptionReader, model: string): JsonObject | undefined {
  const budget = reader.takeNumber('thinking_budget')
  const written = reader.takeObject('thinking')
  if (written) {
    const { budget_tokens: budgetTokens, ...rest } = written
    return present({ ...rest, budgetTokens })
  }
  const isThinking = reader.takeFlag('thinking')
  if (!isThinking) return undefined
  if (ADAPTIVE.test(model)) return { type: 'adaptive' }
  return { type: 'enabled', budgetTokens: Math.max(budget ?? LEAST_BUDGET, LEAST_BUDGET) }
}

/**
 * A turn that goes on after tool calls must show the thoughts that led to them. Where they are not known any more, the
 * provider would refuse the request; without thinking it answers.
 */
function canThink({ messages }: CompletionRequest, memory: ToolCallMemory): boolean {
  const lastQuestion = messages.findLastIndex(({ role }) => role === 'user')
  return messages
    .slice(lastQuestion + 1)
    .flatMap((message) => (message.role === 'assistant' ? (message.toolCalls?.[0] ?? []) : []))
    .every(({ id }) => (memory.recall(id)?.reasoning.length ?? 0) > 0)
}
