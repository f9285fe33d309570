import { createGoogleGenerativeAI } from '@ai-sdk/google'
import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import type { CompletionRequest } from '@weft/domain/model'
import type { KeyedConfiguration } from '../provider-configuration.js'
import { readCallParameters, toStandardOptions } from '../sdk/call-parameters.js'
import type { EmbeddingDialect } from '../sdk/embedding-dialect.js'
import type { LanguageDialect, NamedModel, SdkCall } from '../sdk/language-dialect.js'
import type { ProviderClient, ProviderFetches } from '../sdk/provider-client.js'
import { ProviderEndpoint, UnreadableAnswer } from '../sdk/provider-endpoint.js'
import { toSdkObject } from '../sdk/sdk-json.js'
import { toSdkPrompt } from '../sdk/sdk-prompt.js'
import type { ToolCallMemory } from '../sdk/tool-call-memory.js'
import type { Fetch } from '../sdk/watched-fetch.js'
import { toBaseUrl } from './base-url.js'
import { OptionReader, present } from './option-reader.js'
import { plainHeaders } from './plain-headers.js'

const ADDRESS = 'https://generativelanguage.googleapis.com/v1beta'
const BATCH = 100

/** Gemini by Google's generative language interface. */
export function googleClient(
  configuration: KeyedConfiguration,
  { single, embedding }: ProviderFetches,
): ProviderClient {
  const baseUrl = toBaseUrl(configuration.baseUrl ?? ADDRESS, '/v1beta')
  const apiKey = configuration.apiKey.reveal()
  const headers = plainHeaders(configuration)
  const sdkWith = (fetch: Fetch) =>
    createGoogleGenerativeAI({ baseURL: baseUrl, apiKey, headers, fetch })
  const endpoint = new ProviderEndpoint({
    baseUrl,
    headers: { ...headers, 'x-goog-api-key': apiKey },
    fetch: single,
  })
  return {
    language: (name): LanguageDialect => ({
      open: (fetch) => sdkWith(fetch).chat(name),
      toCall: toGoogleCall,
      fetchesFiles: true,
    }),
    embedding: (name): EmbeddingDialect => ({
      sdk: sdkWith(embedding).embeddingModel(name),
      takesDimensions: true,
      maxBatch: BATCH,
      toOptions: ({ purpose, dimensions }) => ({
        google: {
          taskType: purpose === 'query' ? 'RETRIEVAL_QUERY' : 'RETRIEVAL_DOCUMENT',
          ...(dimensions === undefined ? {} : { outputDimensionality: dimensions }),
        },
      }),
    }),
    availableModels: async (signal) => namesOf(await endpoint.get('/models?pageSize=1000', signal)),
  }
}

function toGoogleCall(
  request: CompletionRequest,
  { profile }: NamedModel,
  memory: ToolCallMemory,
): SdkCall {
  const parameters = readCallParameters(request, profile)
  const reader = new OptionReader(parameters.others)
  const options = {
    thinkingConfig: readThinking(reader),
    safetySettings: reader.take('safety_settings', 'safetySettings'),
  }
  const left = reader.left
  return {
    options: {
      prompt: toSdkPrompt(request.messages, { systemFirst: true, memory }),
      ...toStandardOptions(request, parameters),
      providerOptions: { google: toSdkObject(present(options)) },
      // Errors in the middle of the stream are only to be seen in its raw events.
      includeRawChunks: true,
    },
    ...(Object.keys(left).length > 0 ? { body: { generationConfig: left } } : {}),
  }
}

function readThinking(reader: OptionReader): JsonObject | undefined {
  const config = present({
    thinkingBudget: reader.takeNumber('thinking_budget'),
    includeThoughts: reader.takeFlag('include_thoughts', 'thinking'),
    thinkingLevel: reader.take('thinking_level', 'reasoning_effort'),
  })
  return Object.keys(config).length > 0 ? config : undefined
}

/** `models/gemini-2.5-pro` is called `gemini-2.5-pro` everywhere else. */
function namesOf({ models }: JsonObject): readonly string[] {
  if (!Array.isArray(models)) throw new UnreadableAnswer('The answer has no list of models.')
  return models.flatMap((model: JsonValue) => {
    const name = isJsonObject(model) ? model['name'] : undefined
    return typeof name === 'string' ? [name.replace(/^models\//, '')] : []
  })
}
