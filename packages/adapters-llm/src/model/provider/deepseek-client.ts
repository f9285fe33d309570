import { createDeepSeek } from '@ai-sdk/deepseek'
import type { CompletionRequest } from '@weft/domain/model'
import type { KeyedConfiguration } from '../provider-configuration.js'
import { readCallParameters, toStandardOptions } from '../sdk/call-parameters.js'
import type { LanguageDialect, NamedModel, SdkCall } from '../sdk/language-dialect.js'
import { listModels } from '../sdk/openai-protocol.js'
import type { ProviderClient, ProviderFetches } from '../sdk/provider-client.js'
import { ProviderEndpoint } from '../sdk/provider-endpoint.js'
import { toSdkObject } from '../sdk/sdk-json.js'
import { toSdkPrompt } from '../sdk/sdk-prompt.js'
import type { ToolCallMemory } from '../sdk/tool-call-memory.js'
import { toBaseUrl } from './base-url.js'
import { OptionReader, present } from './option-reader.js'
import { plainHeaders } from './plain-headers.js'

const ADDRESS = 'https://api.deepseek.com'

/** DeepSeek's own platform. */
export function deepSeekClient(
  configuration: KeyedConfiguration,
  { single }: ProviderFetches,
): ProviderClient {
  const baseUrl = toBaseUrl(configuration.baseUrl ?? ADDRESS)
  const apiKey = configuration.apiKey.reveal()
  const headers = plainHeaders(configuration)
  const endpoint = new ProviderEndpoint({
    baseUrl,
    headers: { ...headers, authorization: `Bearer ${apiKey}` },
    fetch: single,
  })
  return {
    language: (name): LanguageDialect => ({
      open: (fetch) => createDeepSeek({ baseURL: baseUrl, apiKey, headers, fetch }).chat(name),
      toCall: toDeepSeekCall,
      fetchesFiles: true,
    }),
    availableModels: (signal) => listModels(endpoint, signal),
  }
}

function toDeepSeekCall(
  request: CompletionRequest,
  { profile }: NamedModel,
  memory: ToolCallMemory,
): SdkCall {
  const parameters = readCallParameters(request, profile)
  const reader = new OptionReader(parameters.others)
  const written = reader.takeObject('thinking')
  const isThinking = reader.takeFlag('thinking')
  const switched =
    isThinking === undefined ? undefined : { type: isThinking ? 'enabled' : 'disabled' }
  const options = present({
    thinking: written ?? switched,
    reasoningEffort: reader.take('reasoning_effort'),
  })
  return {
    options: {
      prompt: toSdkPrompt(request.messages, { systemFirst: false, memory }),
      ...toStandardOptions(request, parameters),
      providerOptions: { deepseek: toSdkObject(options) },
      // Of a failure in the stream the library keeps the words only; the raw events tell what kind it was.
      includeRawChunks: true,
    },
    body: reader.left,
  }
}
