import { createMistral } from '@ai-sdk/mistral'
import type { CompletionRequest } from '@weft/domain/model'
import type { KeyedConfiguration } from '../provider-configuration.js'
import { readCallParameters, toStandardOptions } from '../sdk/call-parameters.js'
import type { EmbeddingDialect } from '../sdk/embedding-dialect.js'
import type { LanguageDialect, NamedModel, SdkCall } from '../sdk/language-dialect.js'
import { listModels, moderateTexts } from '../sdk/openai-protocol.js'
import type { ProviderClient, ProviderFetches } from '../sdk/provider-client.js'
import { ProviderEndpoint } from '../sdk/provider-endpoint.js'
import { toSdkObject } from '../sdk/sdk-json.js'
import { toSdkPrompt } from '../sdk/sdk-prompt.js'
import type { ToolCallMemory } from '../sdk/tool-call-memory.js'
import type { Fetch } from '../sdk/watched-fetch.js'
import { toBaseUrl } from './base-url.js'
import { OptionReader, present } from './option-reader.js'
import { plainHeaders } from './plain-headers.js'

const ADDRESS = 'https://api.mistral.ai/v1'
const BATCH = 32

/** Mistral's own platform. */
export function mistralClient(
  configuration: KeyedConfiguration,
  { single, embedding }: ProviderFetches,
): ProviderClient {
  const baseUrl = toBaseUrl(configuration.baseUrl ?? ADDRESS, '/v1')
  const apiKey = configuration.apiKey.reveal()
  const headers = plainHeaders(configuration)
  const sdkWith = (fetch: Fetch) => createMistral({ baseURL: baseUrl, apiKey, headers, fetch })
  const endpoint = new ProviderEndpoint({
    baseUrl,
    headers: { ...headers, authorization: `Bearer ${apiKey}` },
    fetch: single,
  })
  return {
    language: (name): LanguageDialect => ({
      open: (fetch) => sdkWith(fetch).chat(name),
      toCall: toMistralCall,
      fetchesFiles: true,
    }),
    embedding: (name): EmbeddingDialect => ({
      sdk: sdkWith(embedding).embeddingModel(name),
      takesDimensions: false,
      maxBatch: BATCH,
      toOptions: () => ({}),
    }),
    moderate: (name, texts, signal) => moderateTexts(endpoint, name, texts, signal),
    availableModels: (signal) => listModels(endpoint, signal),
  }
}

function toMistralCall(
  request: CompletionRequest,
  { profile }: NamedModel,
  memory: ToolCallMemory,
): SdkCall {
  const parameters = readCallParameters(request, profile)
  const reader = new OptionReader(parameters.others)
  const options = present({
    safePrompt: reader.takeFlag('safe_prompt'),
    reasoningEffort: reader.take('reasoning_effort'),
    parallelToolCalls: reader.takeFlag('parallel_tool_calls'),
  })
  const { stopSequences, ...standard } = toStandardOptions(request, parameters)
  return {
    options: {
      prompt: toSdkPrompt(request.messages, { systemFirst: false, memory }),
      ...standard,
      providerOptions: { mistral: toSdkObject(options) },
    },
    // The library has no word for stop sequences, the provider has.
    body: { ...reader.left, ...(stopSequences ? { stop: stopSequences } : {}) },
  }
}
