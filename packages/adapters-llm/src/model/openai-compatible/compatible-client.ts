import type { RemoteConfiguration } from '../provider-configuration.js'
import { plainHeaders } from '../provider/plain-headers.js'
import type { EmbeddingDialect } from '../sdk/embedding-dialect.js'
import {
  listModels,
  moderateTexts,
  speakText,
  transcribeRecording,
} from '../sdk/openai-protocol.js'
import type { ProviderClient, ProviderFetches } from '../sdk/provider-client.js'
import { ProviderEndpoint } from '../sdk/provider-endpoint.js'
import { rerankOverHttp } from '../sdk/rerank-protocol.js'
import type { Secret } from '@weft/domain/kernel'
import { chatDialect, compatibleSdk, completionDialect } from './compatible-dialect.js'
import { PASSED_THROUGH } from './completion-request.js'
import { takesDimensions } from './known-embedding-model.js'

export type CompatibleConfiguration = RemoteConfiguration & {
  readonly baseUrl: string
  readonly apiKey?: Secret
  readonly reportsUsage?: boolean
}

/** Any endpoint that speaks the OpenAI protocol. Which parts of it an endpoint has shows when it is asked. */
export function compatibleClient(
  configuration: CompatibleConfiguration,
  { single, embedding }: ProviderFetches,
): ProviderClient {
  const headers = plainHeaders(configuration)
  const apiKey = configuration.apiKey?.reveal()
  const baseUrl = configuration.baseUrl.replace(/\/+$/, '')
  const access = { baseUrl, apiKey, headers, reportsUsage: configuration.reportsUsage }
  const authorization = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }
  const endpoint = new ProviderEndpoint({
    baseUrl,
    headers: { ...authorization, ...headers },
    fetch: single,
  })
  return {
    language: (name, mode) =>
      mode === 'chat' ? chatDialect(name, access) : completionDialect(name, access),
    embedding: (name): EmbeddingDialect => ({
      sdk: compatibleSdk(access, embedding).embeddingModel(name),
      takesDimensions: takesDimensions(name),
      toOptions: ({ dimensions }) =>
        dimensions === undefined ? {} : { [PASSED_THROUGH]: { dimensions } },
    }),
    rerank: (name, wish) => rerankOverHttp(endpoint, name, wish),
    moderate: (name, texts, signal) => moderateTexts(endpoint, name, texts, signal),
    transcribe: (name, recording, options) =>
      transcribeRecording(endpoint, name, recording, options),
    speak: (name, wish) => speakText(endpoint, name, wish),
    availableModels: (signal) => listModels(endpoint, signal),
  }
}
