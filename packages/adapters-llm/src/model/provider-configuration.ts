import type { Secret } from '@weft/domain/kernel'
import type { ModelFeature, ModelPricing, Voice } from '@weft/domain/model'
import type { OfflineScript } from './offline/offline-script.js'
import type { EndpointKind } from './provider/known-endpoint.js'

/**
 * The one way out to the network: `fetch`, or a client that also checks where the request goes. How long opening a
 * connection may take is for it to keep, since only it can tell a connection from an answer.
 */
export type ProviderFetch = (url: string, request: RequestInit) => Promise<Response>

/**
 * How files go to a model: as their content, so that the provider need not reach them, or as their address where the
 * provider takes addresses.
 */
export type FilesAs = 'base64' | 'url'

export type Pricing = ModelPricing

export type LanguageModelSettings = {
  /** `completion` for models that continue a text instead of answering messages. */
  readonly mode: 'chat' | 'completion'
  readonly contextSize?: number
  /** Absent when unknown: then nothing is refused beforehand. */
  readonly features?: readonly ModelFeature[]
  readonly pricing?: Pricing
}

export type EmbeddingModelSettings = {
  readonly mode: 'embedding'
  /** Length of the vectors; absent means that the first call finds out. */
  readonly dimensions?: number
  /** Texts per request; default 64, or what the provider takes where that is less. */
  readonly batchSize?: number
  readonly pricing?: Pricing
}

export type RerankModelSettings = { readonly mode: 'rerank'; readonly pricing?: Pricing }

export type ModerationModelSettings = { readonly mode: 'moderation' }

export type SpeechToTextModelSettings = { readonly mode: 'speech-to-text' }

export type TextToSpeechModelSettings = {
  readonly mode: 'text-to-speech'
  readonly voices?: readonly Voice[]
  readonly defaultVoice?: string
  /** Longest text of one call, in characters; default 4,000. */
  readonly maxCharacters?: number
}

/** What is known of a single model; what is left out comes from the catalogue where that knows the model. */
export type ModelSettings =
  | LanguageModelSettings
  | EmbeddingModelSettings
  | RerankModelSettings
  | ModerationModelSettings
  | SpeechToTextModelSettings
  | TextToSpeechModelSettings

/** What every provider on the network is configured with. */
export type RemoteConfiguration = {
  /** How documents name the provider; default its kind. */
  readonly id?: string
  /** Further spellings of the provider that documents use. */
  readonly aliases?: readonly string[]
  /** Where the provider is reached; default the provider's public address. */
  readonly baseUrl?: string
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string | Secret>>
  /** What is known of single models. Models that are not listed work too: as chat models, free of charge. */
  readonly models?: Readonly<Record<string, ModelSettings>>
  /** The well-known models that models of other names are: what the catalogue says of those holds for them. */
  readonly baseModels?: Readonly<Record<string, string>>
  readonly timeouts?: {
    /** Longest silence while a model generates, the wait for its first sign of life included; default 120,000. */
    readonly readMs?: number
    /** Longest silence while texts are embedded; default 300,000. */
    readonly embeddingReadMs?: number
  }
}

/** Any endpoint that speaks the OpenAI protocol. */
export type OpenAiCompatibleConfiguration = RemoteConfiguration & {
  readonly kind: 'openai-compatible'
  readonly id: string
  /** Where `/chat/completions` hangs: `https://api.openai.com/v1`. */
  readonly baseUrl: string
  /** Absent for endpoints that ask for none. */
  readonly apiKey?: Secret
  /** Asks for a usage report at the end of a stream; default true. Switch it off for endpoints that refuse `stream_options`. */
  readonly reportsUsage?: boolean
}

/** A provider that speaks the OpenAI protocol at an address that is known. */
export type KnownEndpointConfiguration = RemoteConfiguration & {
  readonly kind: EndpointKind
  readonly apiKey?: Secret
}

export type OpenAiConfiguration = RemoteConfiguration & {
  readonly kind: 'openai'
  readonly apiKey: Secret
  readonly organization?: string
  /** Which of its two interfaces language models are asked through; default `chat`. */
  readonly api?: 'chat' | 'responses'
}

export type AzureOpenAiConfiguration = RemoteConfiguration & {
  readonly kind: 'azure-openai'
  readonly apiKey: Secret
  /** `https://<resource>.openai.azure.com/openai`, or the resource's address alone. */
  readonly baseUrl: string
  /** `2024-10-21` and the like for addresses by deployment; absent means the `v1` interface. */
  readonly apiVersion?: string
  readonly api?: 'chat' | 'responses'
  /** Names of the deployments by name of the model; a model that is not listed is deployed under its own name. */
  readonly deployments?: Readonly<Record<string, string>>
}

export type BedrockConfiguration = RemoteConfiguration & {
  readonly kind: 'bedrock'
  /** `eu-central-1` and the like. */
  readonly region: string
  readonly credentials:
    | {
        readonly accessKeyId: Secret
        readonly secretAccessKey: Secret
        readonly sessionToken?: Secret
      }
    | { readonly apiKey: Secret }
}

export type KeyedConfiguration = RemoteConfiguration & {
  readonly kind: 'anthropic' | 'google' | 'mistral' | 'deepseek' | 'cohere' | 'jina'
  readonly apiKey: Secret
}

/** Models that need neither key nor network. */
export type OfflineConfiguration = {
  readonly kind: 'offline'
  /** Default `offline`. */
  readonly id?: string
  readonly aliases?: readonly string[]
  /** Scripted models by name; `script` by convention. */
  readonly scripts?: Readonly<Record<string, OfflineScript>>
  /** What the moderation model flags; default nothing. */
  readonly moderatedWords?: readonly string[]
}

export type RemoteProviderConfiguration =
  | OpenAiCompatibleConfiguration
  | KnownEndpointConfiguration
  | OpenAiConfiguration
  | AzureOpenAiConfiguration
  | BedrockConfiguration
  | KeyedConfiguration

export type ProviderConfiguration = RemoteProviderConfiguration | OfflineConfiguration
