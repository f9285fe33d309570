import { createOpenAI } from '@ai-sdk/openai'
import type { OpenAiConfiguration } from '../provider-configuration.js'
import { takesDimensions } from '../openai-compatible/known-embedding-model.js'
import { completionDialect } from '../openai-compatible/compatible-dialect.js'
import type { EmbeddingDialect } from '../sdk/embedding-dialect.js'
import type { LanguageDialect } from '../sdk/language-dialect.js'
import {
  listModels,
  moderateTexts,
  speakText,
  transcribeRecording,
} from '../sdk/openai-protocol.js'
import type { ProviderClient, ProviderFetches } from '../sdk/provider-client.js'
import { ProviderEndpoint } from '../sdk/provider-endpoint.js'
import type { Fetch } from '../sdk/watched-fetch.js'
import { toBaseUrl } from './base-url.js'
import { toOpenAiCall, toResponsesCall } from './openai-call.js'
import { plainHeaders } from './plain-headers.js'

const ADDRESS = 'https://api.openai.com/v1'
/** Answers of the responses interface name no reason when nothing cut them short. */
const COMPLETED = 'completed'

/** OpenAI itself, by chat completions or by responses. */
export function openAiClient(
  configuration: OpenAiConfiguration,
  { single, embedding }: ProviderFetches,
): ProviderClient {
  const { organization, api = 'chat' } = configuration
  const baseUrl = toBaseUrl(configuration.baseUrl ?? ADDRESS, '/v1')
  const apiKey = configuration.apiKey.reveal()
  const headers = plainHeaders(configuration)
  const sdkWith = (fetch: Fetch) =>
    createOpenAI({
      baseURL: baseUrl,
      apiKey,
      headers,
      fetch,
      ...(organization === undefined ? {} : { organization }),
    })
  const endpoint = new ProviderEndpoint({
    baseUrl,
    headers: { ...organizationHeader(organization), ...headers, authorization: `Bearer ${apiKey}` },
    fetch: single,
  })
  const dialectOf = (name: string, mode: 'chat' | 'completion'): LanguageDialect => {
    if (mode === 'completion') return completionDialect(name, { baseUrl, apiKey, headers })
    if (api === 'chat')
      return {
        open: (fetch) => sdkWith(fetch).chat(name),
        toCall: toOpenAiCall,
        fetchesFiles: true,
      }
    return {
      open: (fetch) => sdkWith(fetch).responses(name),
      toCall: toResponsesCall,
      completeReason: COMPLETED,
      fetchesFiles: true,
    }
  }
  return {
    language: dialectOf,
    embedding: (name): EmbeddingDialect => ({
      sdk: sdkWith(embedding).embeddingModel(name),
      takesDimensions: takesDimensions(name),
      toOptions: ({ dimensions }) => (dimensions === undefined ? {} : { openai: { dimensions } }),
    }),
    moderate: (name, texts, signal) => moderateTexts(endpoint, name, texts, signal),
    transcribe: (name, recording, options) =>
      transcribeRecording(endpoint, name, recording, options),
    speak: (name, wish) => speakText(endpoint, name, wish),
    availableModels: (signal) => listModels(endpoint, signal),
  }
}

function organizationHeader(organization: string | undefined): Record<string, string> {
  return organization === undefined ? {} : { 'openai-organization': organization }
}
