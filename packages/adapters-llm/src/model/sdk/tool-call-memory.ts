import type { LanguageModelV3ReasoningPart, SharedV3ProviderMetadata } from '@ai-sdk/provider'
import { LRUCache } from 'lru-cache'

const MAX_CALLS = 500

export type RememberedCall = {
  /** What the model thought before it called, as it must be shown again. */
  readonly reasoning: readonly LanguageModelV3ReasoningPart[]
  /** What the provider wants to see again with the call itself. */
  readonly metadata: SharedV3ProviderMetadata | undefined
}

/**
 * What providers want back together with a tool call: signatures of the thoughts that led to it. It is known only
 * here and only for a while; where a provider insists on it, it is asked to go on without thinking.
 */
export class ToolCallMemory {
  readonly #calls = new LRUCache<string, RememberedCall>({ max: MAX_CALLS })

  remember(toolCallId: string, call: RememberedCall): void {
    if (call.reasoning.length > 0 || call.metadata) this.#calls.set(toolCallId, call)
  }

  recall(toolCallId: string): RememberedCall | undefined {
    return this.#calls.get(toolCallId)
  }
}
