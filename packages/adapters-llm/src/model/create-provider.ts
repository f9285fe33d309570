import { ValidationError, type Clock } from '@weft/domain/kernel'
import type { ModelDescription } from '@weft/domain/model'
import { describedModels } from './catalogue/described-models.js'
import type { ModelProvider } from './model-provider.js'
import { OfflineProvider } from './offline/offline-provider.js'
import { compatibleClient } from './openai-compatible/compatible-client.js'
import type {
  FilesAs,
  KnownEndpointConfiguration,
  ProviderConfiguration,
  ProviderFetch,
  RemoteProviderConfiguration,
} from './provider-configuration.js'
import { anthropicClient } from './provider/anthropic-client.js'
import { azureClient } from './provider/azure-client.js'
import { bedrockClient } from './provider/bedrock-client.js'
import { cohereClient } from './provider/cohere-client.js'
import { deepSeekClient } from './provider/deepseek-client.js'
import { googleClient } from './provider/google-client.js'
import { jinaClient } from './provider/jina-client.js'
import { KNOWN_ENDPOINTS, type KnownEndpoint } from './provider/known-endpoint.js'
import { mistralClient } from './provider/mistral-client.js'
import { openAiClient } from './provider/openai-client.js'
import { secretsOf } from './provider/plain-headers.js'
import { eventStreamFetch } from './sdk/event-stream-fetch.js'
import { ModelBook, type BookDefaults } from './sdk/model-book.js'
import type { ProviderClient, ProviderFetches } from './sdk/provider-client.js'
import { createRedactor } from './sdk/redactor.js'
import { RemoteProvider } from './sdk/remote-provider.js'
import { watchedFetch } from './sdk/watched-fetch.js'

export type Surroundings = {
  readonly fetch: ProviderFetch
  readonly fileFetch?: ProviderFetch | undefined
  readonly clock: Clock
  readonly filesAs?: FilesAs | undefined
}

/** What is known of the models besides the configuration and the catalogue. */
export type KnownModels = {
  readonly described?: readonly ModelDescription[] | undefined
  readonly defaults?: BookDefaults | undefined
}

const DEFAULT_TIMEOUTS = { readMs: 120_000, embeddingReadMs: 300_000 }

/**
 * The provider that a configuration describes. Nothing is called yet.
 *
 * @throws ValidationError when the configuration cannot be used.
 */
export function createProvider(
  configuration: ProviderConfiguration,
  surroundings: Surroundings,
  { described = [], defaults }: KnownModels = {},
): ModelProvider {
  if (configuration.kind === 'offline')
    return new OfflineProvider(configuration, surroundings.clock)
  const { kind, id = kind, aliases = [], models = {}, baseModels = {} } = configuration
  const fetches = createFetches(configuration, surroundings)
  return new RemoteProvider({
    id,
    kind,
    aliases,
    client: createClient(configuration, fetches),
    book: new ModelBook({
      configured: models,
      baseModels,
      described: [...describedModels(kind === 'openai-compatible' ? id : kind), ...described],
      defaults,
    }),
    fetches,
    filesAs: surroundings.filesAs ?? 'url',
    redact: createRedactor(secretsOf(configuration)),
    clock: surroundings.clock,
  })
}

function createFetches(
  { timeouts }: RemoteProviderConfiguration,
  { fetch, fileFetch = fetch }: Surroundings,
): ProviderFetches {
  const { readMs, embeddingReadMs } = { ...DEFAULT_TIMEOUTS, ...timeouts }
  const single = watchedFetch(fetch, readMs)
  return {
    single,
    file: watchedFetch(fileFetch, readMs, 'follow'),
    stream: eventStreamFetch(single),
    embedding: watchedFetch(fetch, embeddingReadMs),
  }
}

function createClient(
  configuration: RemoteProviderConfiguration,
  fetches: ProviderFetches,
): ProviderClient {
  switch (configuration.kind) {
    case 'openai-compatible':
      return compatibleClient(configuration, fetches)
    case 'openai':
      return openAiClient(configuration, fetches)
    case 'azure-openai':
      return azureClient(configuration, fetches)
    case 'bedrock':
      return bedrockClient(configuration, fetches)
    case 'anthropic':
    case 'google':
    case 'mistral':
    case 'deepseek':
    case 'cohere':
    case 'jina':
      return KEYED_CLIENTS[configuration.kind](configuration, fetches)
    default:
      return endpointClient(configuration, fetches)
  }
}

const KEYED_CLIENTS = {
  anthropic: anthropicClient,
  google: googleClient,
  mistral: mistralClient,
  deepseek: deepSeekClient,
  cohere: cohereClient,
  jina: jinaClient,
}

function endpointClient(
  configuration: KnownEndpointConfiguration,
  fetches: ProviderFetches,
): ProviderClient {
  const known: KnownEndpoint = KNOWN_ENDPOINTS[configuration.kind]
  const baseUrl = configuration.baseUrl ?? known.baseUrl
  if (baseUrl === undefined)
    throw new ValidationError(`The provider ${known.label} needs to know where it runs: baseUrl.`)
  return compatibleClient({ ...configuration, baseUrl }, fetches)
}
