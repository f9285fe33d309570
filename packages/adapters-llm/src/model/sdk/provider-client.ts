import type { SpeechRecording } from '@weft/domain/model'
import type { EmbeddingDialect } from './embedding-dialect.js'
import type { LanguageDialect } from './language-dialect.js'
import type { Fetch } from './watched-fetch.js'

/** Ways out to the provider, each with its own patience. */
export type ProviderFetches = {
  /** For what is answered by a stream of events. */
  readonly stream: Fetch
  readonly embedding: Fetch
  /** For everything else: a single answer. */
  readonly single: Fetch
  /** For files that stand at other addresses; nothing of the provider's is sent along. */
  readonly file: Fetch
}

export type RerankWish = {
  readonly query: string
  readonly texts: readonly string[]
  readonly limit: number | undefined
  readonly signal: AbortSignal
}

export type RerankReply = {
  readonly ranked: readonly { readonly index: number; readonly score: number }[]
  readonly tokens: number | undefined
}

export type SpeechWish = {
  readonly text: string
  readonly voice: string | undefined
  readonly signal: AbortSignal
}

/** What one provider can do, as its library or its protocol does it. What is absent it cannot. */
export interface ProviderClient {
  language?(name: string, mode: 'chat' | 'completion'): LanguageDialect
  embedding?(name: string): EmbeddingDialect
  rerank?(name: string, wish: RerankWish): Promise<RerankReply>
  /** What each of the texts is flagged for. */
  moderate?(
    name: string,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly (readonly string[])[]>
  transcribe?(
    name: string,
    recording: SpeechRecording,
    options: { readonly language: string | undefined; readonly signal: AbortSignal },
  ): Promise<string>
  speak?(name: string, wish: SpeechWish): AsyncIterable<Uint8Array>
  availableModels?(signal: AbortSignal): Promise<readonly string[]>
}
