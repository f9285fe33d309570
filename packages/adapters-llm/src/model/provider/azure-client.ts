import { createAzure } from '@ai-sdk/azure'
import type { AzureOpenAiConfiguration } from '../provider-configuration.js'
import { takesDimensions } from '../openai-compatible/known-embedding-model.js'
import type { EmbeddingDialect } from '../sdk/embedding-dialect.js'
import type { LanguageDialect } from '../sdk/language-dialect.js'
import { listModels, speakText, transcribeRecording } from '../sdk/openai-protocol.js'
import type { ProviderClient, ProviderFetches } from '../sdk/provider-client.js'
import { ProviderEndpoint } from '../sdk/provider-endpoint.js'
import type { Fetch } from '../sdk/watched-fetch.js'
import { toBaseUrl } from './base-url.js'
import { toOpenAiCall, toResponsesCall } from './openai-call.js'
import { plainHeaders } from './plain-headers.js'

/** OpenAI's models as Azure hosts them: by the `v1` interface, or by deployment where a version is given. */
export function azureClient(
  configuration: AzureOpenAiConfiguration,
  fetches: ProviderFetches,
): ProviderClient {
  const { apiVersion, deployments = {}, api = 'chat' } = configuration
  const baseUrl = toBaseUrl(configuration.baseUrl, '/openai')
  const apiKey = configuration.apiKey.reveal()
  const headers = plainHeaders(configuration)
  const deploymentOf = (name: string): string =>
    (Object.hasOwn(deployments, name) ? deployments[name] : undefined) ?? name
  const versioned = apiVersion === undefined ? {} : { apiVersion, useDeploymentBasedUrls: true }
  const sdkWith = (fetch: Fetch) =>
    createAzure({ baseURL: baseUrl, apiKey, headers, fetch, ...versioned })
  const endpointAt = (path: string): ProviderEndpoint =>
    new ProviderEndpoint({
      baseUrl: `${baseUrl}${path}`,
      headers: { ...headers, 'api-key': apiKey },
      fetch: withVersion(fetches.single, apiVersion),
    })
  const endpointOf = (name: string): ProviderEndpoint =>
    endpointAt(
      apiVersion === undefined ? versionPath(baseUrl) : `/deployments/${deploymentOf(name)}`,
    )
  return {
    language: (name): LanguageDialect =>
      api === 'chat' || apiVersion !== undefined
        ? {
            open: (fetch) => sdkWith(fetch).chat(deploymentOf(name)),
            toCall: toOpenAiCall,
            fetchesFiles: true,
          }
        : {
            open: (fetch) => sdkWith(fetch).responses(deploymentOf(name)),
            toCall: toResponsesCall,
            completeReason: 'completed',
            fetchesFiles: true,
          },
    embedding: (name): EmbeddingDialect => ({
      sdk: sdkWith(fetches.embedding).embeddingModel(deploymentOf(name)),
      takesDimensions: takesDimensions(name),
      toOptions: ({ dimensions }) => (dimensions === undefined ? {} : { openai: { dimensions } }),
    }),
    transcribe: (name, recording, options) =>
      transcribeRecording(endpointOf(name), deploymentOf(name), recording, options),
    speak: (name, wish) => speakText(endpointOf(name), deploymentOf(name), wish),
    availableModels: (signal) =>
      listModels(endpointAt(apiVersion === undefined ? versionPath(baseUrl) : ''), signal),
  }
}

/** Addresses of Azure itself leave the version of the interface to be added; those of gateways are whole. */
function versionPath(baseUrl: string): string {
  const { hostname, pathname } = new URL(baseUrl)
  const isAzure = /\.(openai\.azure|services\.ai\.azure|cognitiveservices\.azure)\.com$/.test(
    hostname,
  )
  return isAzure && !pathname.endsWith('/v1') ? '/v1' : ''
}

function withVersion(fetch: Fetch, apiVersion: string | undefined): Fetch {
  if (apiVersion === undefined) return fetch
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    url.searchParams.set('api-version', apiVersion)
    return fetch(url.href, init)
  }
}
