import type { LanguageModelV3, LanguageModelV3CallOptions } from '@ai-sdk/provider'
import type { JsonObject } from '@weft/domain/kernel'
import type { CompletionRequest, LanguageModelProfile } from '@weft/domain/model'
import type { ToolCallMemory } from './tool-call-memory.js'
import type { Fetch } from './watched-fetch.js'

export type NamedModel = { readonly name: string; readonly profile: LanguageModelProfile }

/** One call as the provider library takes it. The signal is the caller's business. */
export type SdkCall = {
  readonly options: LanguageModelV3CallOptions
  /** Joined to the body on its way out: what the library has no word for. */
  readonly body?: JsonObject
}

/** How one provider is asked to continue a prompt, and how its answer is read. */
export interface LanguageDialect {
  /** The library's model, whose requests go out through `fetch`. */
  open(fetch: Fetch): LanguageModelV3
  toCall(request: CompletionRequest, model: NamedModel, memory: ToolCallMemory): SdkCall
  /** What a complete answer is said to have ended with where the provider gives no reason. Absent: it always does. */
  readonly completeReason?: string
  /** Whether files given by address are fetched here where the provider does not fetch them itself. */
  readonly fetchesFiles?: boolean
}
