import { createCohere } from '@ai-sdk/cohere'
import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import type { CompletionRequest } from '@weft/domain/model'
import type { KeyedConfiguration } from '../provider-configuration.js'
import { readCallParameters, toStandardOptions } from '../sdk/call-parameters.js'
import type { EmbeddingDialect } from '../sdk/embedding-dialect.js'
import type { LanguageDialect, NamedModel, SdkCall } from '../sdk/language-dialect.js'
import type { ProviderClient, ProviderFetches } from '../sdk/provider-client.js'
import { ProviderEndpoint, UnreadableAnswer } from '../sdk/provider-endpoint.js'
import { rerankOverHttp } from '../sdk/rerank-protocol.js'
import { toSdkObject } from '../sdk/sdk-json.js'
import { toSdkPrompt } from '../sdk/sdk-prompt.js'
import type { Fetch } from '../sdk/watched-fetch.js'
import { toBaseUrl } from './base-url.js'
import { OptionReader, present } from './option-reader.js'
import { plainHeaders } from './plain-headers.js'

const ADDRESS = 'https://api.cohere.com/v2'
const BATCH = 96

/** Cohere: chat, embeddings and rerank. */
export function cohereClient(
  configuration: KeyedConfiguration,
  { single, embedding }: ProviderFetches,
): ProviderClient {
  const baseUrl = toBaseUrl(configuration.baseUrl ?? ADDRESS, '/v2')
  const apiKey = configuration.apiKey.reveal()
  const headers = plainHeaders(configuration)
  const sdkWith = (fetch: Fetch) => createCohere({ baseURL: baseUrl, apiKey, headers, fetch })
  const endpointAt = (address: string): ProviderEndpoint =>
    new ProviderEndpoint({
      baseUrl: address,
      headers: { ...headers, authorization: `Bearer ${apiKey}` },
      fetch: single,
    })
  const endpoint = endpointAt(baseUrl)
  // The list of models has stayed in the first version of the interface.
  const lists = endpointAt(baseUrl.replace(/\/v2$/, '/v1'))
  return {
    language: (name): LanguageDialect => ({
      open: (fetch) => sdkWith(fetch).languageModel(name),
      toCall: toCohereCall,
      fetchesFiles: true,
    }),
    embedding: (name): EmbeddingDialect => ({
      sdk: sdkWith(embedding).embeddingModel(name),
      takesDimensions: /^embed-v4/.test(name),
      maxBatch: BATCH,
      toOptions: ({ purpose, dimensions }) => ({
        cohere: {
          inputType: purpose === 'query' ? 'search_query' : 'search_document',
          ...(dimensions === undefined ? {} : { outputDimension: dimensions }),
        },
      }),
    }),
    rerank: (name, wish) => rerankOverHttp(endpoint, name, wish),
    availableModels: async (signal) => namesOf(await lists.get('/models?page_size=1000', signal)),
  }
}

function toCohereCall(request: CompletionRequest, { profile }: NamedModel): SdkCall {
  const parameters = readCallParameters(request, profile)
  const reader = new OptionReader(parameters.others)
  const isThinking = reader.takeFlag('thinking')
  const tokenBudget = reader.takeNumber('thinking_budget')
  const thinking =
    isThinking === undefined
      ? undefined
      : present({ type: isThinking ? 'enabled' : 'disabled', tokenBudget })
  return {
    options: {
      prompt: toSdkPrompt(request.messages),
      ...toStandardOptions(request, parameters),
      providerOptions: { cohere: toSdkObject(present({ thinking })) },
    },
    body: reader.left,
  }
}

function namesOf({ models }: JsonObject): readonly string[] {
  if (!Array.isArray(models)) throw new UnreadableAnswer('The answer has no list of models.')
  return models.flatMap((model: JsonValue) => {
    const name = isJsonObject(model) ? model['name'] : undefined
    return typeof name === 'string' ? [name] : []
  })
}
