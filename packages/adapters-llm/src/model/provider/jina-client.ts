import { compatibleSdk } from '../openai-compatible/compatible-dialect.js'
import { PASSED_THROUGH } from '../openai-compatible/completion-request.js'
import type { KeyedConfiguration } from '../provider-configuration.js'
import type { EmbeddingDialect } from '../sdk/embedding-dialect.js'
import type { ProviderClient, ProviderFetches } from '../sdk/provider-client.js'
import { ProviderEndpoint } from '../sdk/provider-endpoint.js'
import { rerankOverHttp } from '../sdk/rerank-protocol.js'
import { toBaseUrl } from './base-url.js'
import { plainHeaders } from './plain-headers.js'

const ADDRESS = 'https://api.jina.ai/v1'

/** Jina: embeddings and rerank. */
export function jinaClient(
  configuration: KeyedConfiguration,
  { single, embedding }: ProviderFetches,
): ProviderClient {
  const baseUrl = toBaseUrl(configuration.baseUrl ?? ADDRESS, '/v1')
  const apiKey = configuration.apiKey.reveal()
  const headers = plainHeaders(configuration)
  const endpoint = new ProviderEndpoint({
    baseUrl,
    headers: { ...headers, authorization: `Bearer ${apiKey}` },
    fetch: single,
  })
  return {
    embedding: (name): EmbeddingDialect => ({
      sdk: compatibleSdk({ baseUrl, apiKey, headers }, embedding).embeddingModel(name),
      takesDimensions: /^jina-embeddings-v[345]/.test(name),
      toOptions: ({ dimensions }) =>
        dimensions === undefined ? {} : { [PASSED_THROUGH]: { dimensions } },
    }),
    rerank: (name, wish) => rerankOverHttp(endpoint, name, wish),
  }
}
