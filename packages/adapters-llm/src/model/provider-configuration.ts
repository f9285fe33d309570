import type { Secret } from '@weft/domain/kernel'
import type { ModelFeature } from '@weft/domain/model'
import type { OfflineScript } from './offline/offline-script.js'

/**
 * The one way out to the network: `fetch`, or a client that also checks where the request goes. How long opening a
 * connection may take is for it to keep, since only it can tell a connection from an answer.
 */
export type ProviderFetch = (url: string, request: RequestInit) => Promise<Response>

/** Prices as decimal texts: `input` and `output` are the price of one token divided by `unit`. */
export type Pricing = {
  readonly input: string
  /** Absent where the output costs nothing. */
  readonly output?: string
  /** `0.001` when prices are per 1,000 tokens, `0.000001` when they are per million. */
  readonly unit: string
  /** ISO 4217; default `USD`. */
  readonly currency?: string
}

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
  /** Texts per request; default 64. */
  readonly batchSize?: number
  readonly pricing?: Pricing
}

export type ModelSettings = LanguageModelSettings | EmbeddingModelSettings

/** Any endpoint that speaks the OpenAI protocol. */
export type OpenAiCompatibleConfiguration = {
  readonly kind: 'openai-compatible'
  readonly id: string
  /** Further spellings of the provider that documents use. */
  readonly aliases?: readonly string[]
  /** Where `/chat/completions` hangs: `https://api.openai.com/v1`. */
  readonly baseUrl: string
  /** Absent for endpoints that ask for none. */
  readonly apiKey?: Secret
  readonly headers?: Readonly<Record<string, string | Secret>>
  /** What is known of single models. Models that are not listed work too: as chat models, free of charge. */
  readonly models?: Readonly<Record<string, ModelSettings>>
  readonly timeouts?: {
    /** Longest silence while a model generates, the wait for its first sign of life included; default 120,000. */
    readonly readMs?: number
    /** Longest silence while texts are embedded; default 300,000. */
    readonly embeddingReadMs?: number
  }
  /** Asks for a usage report at the end of a stream; default true. Switch it off for endpoints that refuse `stream_options`. */
  readonly reportsUsage?: boolean
}

/** Models that need neither key nor network. */
export type OfflineConfiguration = {
  readonly kind: 'offline'
  /** Default `offline`. */
  readonly id?: string
  readonly aliases?: readonly string[]
  /** Scripted models by name; `script` by convention. */
  readonly scripts?: Readonly<Record<string, OfflineScript>>
}

export type ProviderConfiguration = OpenAiCompatibleConfiguration | OfflineConfiguration
