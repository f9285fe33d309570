import {
  InvalidResponseDataError,
  type LanguageModelV3StreamPart,
  type LanguageModelV3Usage,
} from '@ai-sdk/provider'
import type { CompletionChunk, FinishReason } from '@weft/domain/model'
import type { CallMeter } from '../call-meter.js'
import { estimateTokens } from '../token-estimate.js'

type FinishPart = Extract<LanguageModelV3StreamPart, { type: 'finish' }>
type ContentChunk = Exclude<CompletionChunk, { type: 'finish' }>

export type StreamContext = {
  readonly signal: AbortSignal
  readonly meter: CallMeter
  /** Tokens of the prompt, for endpoints that do not report them. */
  readonly countPrompt: () => number
}

/** The stream broke inside: what the provider, or the library reading it, says about it. */
export class StreamFailed extends Error {
  override readonly name = 'StreamFailed'
  constructor(readonly failure: unknown) {
    super('The stream reported a failure.')
  }
}

/** The stream came to its end without saying that the answer is complete. */
export class StreamBrokeOff extends Error {
  override readonly name = 'StreamBrokeOff'
  constructor() {
    super('The stream ended before the answer did.')
  }
}

/** Hands on the provider's parts as our chunks, one by one. Leaving early closes the connection. */
export async function* toCompletionChunks(
  parts: ReadableStream<LanguageModelV3StreamPart>,
  context: StreamContext,
): AsyncGenerator<CompletionChunk, void, undefined> {
  let written = ''
  for await (const part of parts) {
    context.signal.throwIfAborted()
    if (part.type === 'error') throw toFailure(part.error)
    if (part.type === 'finish') {
      yield toFinish(part, written, context)
      return
    }
    const chunk = toContentChunk(part)
    if (!chunk) continue
    context.meter.contentArrived()
    written += textOfChunk(chunk)
    yield chunk
  }
  throw new StreamBrokeOff()
}

function toContentChunk(part: LanguageModelV3StreamPart): ContentChunk | undefined {
  switch (part.type) {
    case 'text-delta':
      return part.delta === '' ? undefined : { type: 'text', text: part.delta }
    case 'reasoning-delta':
      return part.delta === '' ? undefined : { type: 'reasoning', text: part.delta }
    case 'tool-call': {
      const { toolCallId: id, toolName: name, input } = part
      return { type: 'tool-call', call: { id, name, arguments: input } }
    }
    default:
      return undefined
  }
}

function textOfChunk(chunk: ContentChunk): string {
  return chunk.type === 'tool-call' ? chunk.call.name + chunk.call.arguments : chunk.text
}

function toFailure(error: unknown): Error {
  // The library reports a missing end as an invalid response without data.
  const isMissingEnd = InvalidResponseDataError.isInstance(error) && error.data === undefined
  return isMissingEnd ? new StreamBrokeOff() : new StreamFailed(error)
}

function toFinish(
  { finishReason, usage }: FinishPart,
  written: string,
  { meter, countPrompt }: StreamContext,
): CompletionChunk {
  const { unified, raw } = finishReason
  // For completion models the library makes up a reason where the provider gave none.
  if (raw === undefined) throw new StreamBrokeOff()
  const reported = reportedTokens(usage)
  const counts = {
    promptTokens: reported.prompt ?? countPrompt(),
    completionTokens: reported.completion ?? estimateTokens(written),
  }
  return {
    type: 'finish',
    reason: { unified: toFinishReason(unified), raw },
    usage: meter.usage(counts),
    isUsageCounted: reported.prompt === undefined || reported.completion === undefined,
  }
}

function toFinishReason(unified: FinishPart['finishReason']['unified']): FinishReason {
  return unified === 'error' ? 'other' : unified
}

function reportedTokens({ inputTokens, outputTokens }: LanguageModelV3Usage): {
  readonly prompt: number | undefined
  readonly completion: number | undefined
} {
  return { prompt: tokenCount(inputTokens.total), completion: tokenCount(outputTokens.total) }
}

function tokenCount(value: number | undefined): number | undefined {
  return value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}
