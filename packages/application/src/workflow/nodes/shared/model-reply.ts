import { TokenUsage, type JsonArray, type JsonObject } from '@weft/domain/kernel'
import {
  usageRecord,
  type CompletionChunk,
  type LanguageModelProfile,
  type ModelRef,
  type ToolCall,
} from '@weft/domain/model'
import type { NodeSuccess } from '@weft/domain/workflow'

/** What a model said, once it has said everything. Thoughts that come apart from the text are left out. */
export type ModelReply = {
  readonly text: string
  readonly toolCalls: readonly ToolCall[]
  readonly usage: TokenUsage
  readonly finishReason: string | null
}

export async function collectReply(chunks: AsyncIterable<CompletionChunk>): Promise<ModelReply> {
  const toolCalls: ToolCall[] = []
  let text = ''
  let finish: Extract<CompletionChunk, { type: 'finish' }> | undefined
  for await (const chunk of chunks) {
    if (chunk.type === 'text') text += chunk.text
    else if (chunk.type === 'tool-call') toolCalls.push(chunk.call)
    else if (chunk.type === 'finish') finish = chunk
  }
  return {
    text,
    toolCalls,
    usage: finish?.usage ?? TokenUsage.none,
    finishReason: finish ? (finish.reason.raw ?? finish.reason.unified) : null,
  }
}

/** What is kept of a model's call besides its result. */
export function replyRecord(
  { provider, name }: ModelRef,
  mode: LanguageModelProfile['mode'],
  prompts: JsonArray,
  { usage, finishReason }: Pick<ModelReply, 'usage' | 'finishReason'>,
): Pick<NodeSuccess, 'processData' | 'metadata' | 'usage'> {
  return {
    processData: {
      model_mode: mode,
      prompts,
      usage: usageRecord(usage),
      finish_reason: finishReason,
      model_provider: provider,
      model_name: name,
    },
    metadata: usageMetadata(usage),
    usage,
  }
}

/** A usage as the metadata of a node names it. */
export function usageMetadata(usage: TokenUsage): JsonObject {
  return {
    total_tokens: usage.totalTokens,
    total_price: usage.totalPrice.toPriceText(),
    currency: usage.currency,
  }
}
