import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock'
import { ValidationError } from '@weft/domain/kernel'
import type { CompletionRequest } from '@weft/domain/model'
import type { BedrockConfiguration } from '../provider-configuration.js'
import { readCallParameters, toStandardOptions } from '../sdk/call-parameters.js'
import type { EmbeddingDialect } from '../sdk/embedding-dialect.js'
import type { LanguageDialect, NamedModel, SdkCall } from '../sdk/language-dialect.js'
import type { ProviderClient, ProviderFetches } from '../sdk/provider-client.js'
import { toSdkObject } from '../sdk/sdk-json.js'
import { toSdkPrompt } from '../sdk/sdk-prompt.js'
import type { ToolCallMemory } from '../sdk/tool-call-memory.js'
import type { Fetch } from '../sdk/watched-fetch.js'
import { toBaseUrl } from './base-url.js'
import { OptionReader, present } from './option-reader.js'
import { plainHeaders } from './plain-headers.js'

/** The region becomes part of a host's name, so nothing else may be in it. */
const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/

/**
 * Models that Amazon Bedrock hosts, by its converse interface.
 *
 * @throws ValidationError when the region is none.
 */
export function bedrockClient(
  configuration: BedrockConfiguration,
  fetches: ProviderFetches,
): ProviderClient {
  const { region } = configuration
  if (!REGION.test(region))
    throw new ValidationError(`The region of Amazon Bedrock must look like us-east-1.`)
  const access = { region, headers: plainHeaders(configuration), ...credentialsOf(configuration) }
  const addressOf = (service: string): string =>
    configuration.baseUrl === undefined
      ? `https://${service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`
      : toBaseUrl(configuration.baseUrl)
  const sdkWith = (fetch: Fetch, service = 'bedrock-runtime') =>
    createAmazonBedrock({ ...access, baseURL: addressOf(service), fetch })
  return {
    language: (name): LanguageDialect => ({
      open: (fetch) => sdkWith(fetch).languageModel(name),
      toCall: toBedrockCall,
      fetchesFiles: true,
    }),
    embedding: (name): EmbeddingDialect => {
      const sdk = sdkWith(fetches.embedding).embeddingModel(name)
      return {
        sdk,
        takesDimensions: /titan-embed-text-v2/.test(name),
        maxBatch: /cohere/.test(name) ? 96 : 1,
        toOptions: ({ purpose, dimensions }) => ({
          bedrock: {
            inputType: purpose === 'query' ? 'search_query' : 'search_document',
            ...(dimensions === undefined ? {} : { dimensions }),
          },
        }),
      }
    },
    rerank: async (name, { query, texts, limit, signal }) => {
      const { ranking } = await sdkWith(fetches.single, 'bedrock-agent-runtime')
        .rerankingModel(name)
        .doRerank({
          query,
          documents: { type: 'text', values: [...texts] },
          topN: limit ?? texts.length,
          abortSignal: signal,
        })
      return {
        ranked: ranking.map(({ index, relevanceScore }) => ({ index, score: relevanceScore })),
        tokens: undefined,
      }
    },
  }
}

/** Everything is said, even what is empty: the library looks into the environment for what is not. */
function credentialsOf({ credentials }: BedrockConfiguration) {
  if ('apiKey' in credentials) return { apiKey: credentials.apiKey.reveal() }
  const { accessKeyId, secretAccessKey, sessionToken } = credentials
  return {
    apiKey: '',
    accessKeyId: accessKeyId.reveal(),
    secretAccessKey: secretAccessKey.reveal(),
    ...(sessionToken ? { sessionToken: sessionToken.reveal() } : {}),
  }
}

function toBedrockCall(
  request: CompletionRequest,
  { profile }: NamedModel,
  memory: ToolCallMemory,
): SdkCall {
  const parameters = readCallParameters(request, profile)
  const reader = new OptionReader(parameters.others)
  const isThinking = reader.takeFlag('reasoning_type', 'thinking')
  const budgetTokens = reader.takeNumber('reasoning_budget', 'thinking_budget') ?? 1_024
  const left = reader.left
  const options = present({
    reasoningConfig: isThinking ? { type: 'enabled', budgetTokens } : undefined,
    additionalModelRequestFields: Object.keys(left).length > 0 ? left : undefined,
  })
  return {
    options: {
      prompt: toSdkPrompt(request.messages, { systemFirst: true, memory }),
      ...toStandardOptions(request, parameters),
      providerOptions: { bedrock: toSdkObject(options) },
      // The library tells that something failed, but not what; the raw events do.
      includeRawChunks: true,
    },
  }
}
