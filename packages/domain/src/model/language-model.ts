import type { AppId, JsonObject, TokenUsage, TokenUsageProperties } from '../kernel/index.js'
import type { PromptMessage, ToolCall, ToolDefinition } from './prompt-message.js'
import type { ModelRef } from './model-ref.js'

export type CompletionRequest = {
  readonly messages: readonly PromptMessage[]
  /** `completion_params` of the document without `stop`: `temperature`, `max_tokens`, … Unknown ones go to the provider. */
  readonly parameters: JsonObject
  readonly stop: readonly string[]
  readonly tools: readonly ToolDefinition[]
  /** Where the answer must be JSON of a given shape; absent where it is free text. */
  readonly responseSchema: JsonObject | undefined
  /** The end user, for the provider's abuse detection; absent when there is none. */
  readonly user: string | undefined
  /** Which node asks, for scripted models and logs; absent outside a workflow. */
  readonly nodeId: string | undefined
  /** Which app asks, for the accounts; absent when there is none. */
  readonly appId?: AppId | undefined
}

export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'other'

export type CompletionChunk =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'tool-call'; readonly call: ToolCall }
  | {
      readonly type: 'finish'
      readonly reason: { readonly unified: FinishReason; readonly raw: string | undefined }
      readonly usage: TokenUsage
      /** True when the provider reported no usage and the tokens were counted here. */
      readonly isUsageCounted: boolean
    }

export type ModelFeature =
  | 'tool-call'
  | 'multi-tool-call'
  | 'stream-tool-call'
  | 'agent-thought'
  | 'vision'
  | 'document'
  | 'video'
  | 'audio'
  | 'structured-output'

/** What is known of a language model before calling it. */
export type LanguageModelProfile = {
  readonly mode: 'chat' | 'completion'
  /** Tokens the model can see at once; absent when unknown. */
  readonly contextSize: number | undefined
  /** Absent when unknown: then nothing is refused beforehand. */
  readonly features: ReadonlySet<ModelFeature> | undefined
}

/** A model that continues a prompt. */
export interface LanguageModel {
  /** The model actually used, after aliases and defaults. */
  readonly ref: ModelRef
  readonly profile: LanguageModelProfile
  /**
   * Any number of `text`, `reasoning` and `tool-call` chunks, then exactly one `finish`.
   * Chunks are handed on as the provider sends them.
   *
   * @throws ModelCallFailed when the provider refuses or breaks off.
   * Rejects with the signal's reason once aborted, within 200 ms.
   */
  complete(
    request: CompletionRequest,
    options: { readonly signal: AbortSignal },
  ): AsyncIterable<CompletionChunk>
  /**
   * Tokens a prompt takes, as near as is known for this model: none for an empty one, and more for every further message.
   * Counting a long text takes a while; whatever else the process does goes on meanwhile.
   */
  countTokens(
    messages: readonly PromptMessage[],
    tools?: readonly ToolDefinition[],
  ): Promise<number>
  /** What so many tokens cost; absent where nothing is known of prices. */
  usageOf?(tokens: Pick<TokenUsageProperties, 'promptTokens' | 'completionTokens'>): TokenUsage
}
