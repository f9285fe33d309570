import type { FinishReason, ModelFailureKind, ToolCall } from '@weft/domain/model'

/** A piece of a reply, sent on its own after waiting. */
export type ScriptedChunk = { readonly text: string; readonly delayMs: number }

export type ScriptedFailure = {
  readonly kind: ModelFailureKind
  readonly message: string
  readonly retryAfterMs: number | undefined
}

/** One turn of a scripted model: reasoning, then text, then tool calls, then its end or its failure. */
export type ScriptedReply = {
  /** Before anything is sent. */
  readonly delayMs: number
  readonly reasoning: readonly ScriptedChunk[]
  readonly text: readonly ScriptedChunk[]
  readonly toolCalls: readonly ToolCall[]
  /** The call fails after what stands before it was sent. */
  readonly failure: ScriptedFailure | undefined
  readonly finishReason: FinishReason
  /** Reported by the "provider"; absent means that tokens are counted. */
  readonly usage: { readonly promptTokens: number; readonly completionTokens: number } | undefined
}

/** When an answer applies. The node is asked first, then the patterns in their order, then `otherwise`. */
export type ScriptedCondition =
  | { readonly type: 'node'; readonly nodeId: string }
  | { readonly type: 'pattern'; readonly pattern: RegExp }
  | { readonly type: 'otherwise' }

export type ScriptedAnswer = {
  readonly when: ScriptedCondition
  /** Used one after the other, call by call. Never empty. */
  readonly replies: readonly ScriptedReply[]
  /** After the last reply: start again, give the last one again, or fail. */
  readonly atEnd: 'restart' | 'repeat-last' | 'fail'
}

/** What a scripted model says. Made by `parseOfflineScript`. */
export type OfflineScript = { readonly answers: readonly ScriptedAnswer[] }
