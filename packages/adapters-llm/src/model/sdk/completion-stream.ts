import {
  InvalidResponseDataError,
  TypeValidationError,
  type LanguageModelV3StreamPart,
  type LanguageModelV3Usage,
} from '@ai-sdk/provider'
import { isJsonObject } from '@weft/domain/kernel'
import type { CompletionChunk, ToolCall } from '@weft/domain/model'
import type { CallMeter } from '../call-meter.js'
import type { ReasoningCollector } from './reasoning-collector.js'

const ENDED_WITH_ERROR = 'The provider ended its answer with an error.'

type FinishPart = Extract<LanguageModelV3StreamPart, { type: 'finish' }>
type ContentChunk = Exclude<CompletionChunk, { type: 'finish' }>

/** What came so far. */
export type Said = { readonly text: string; readonly toolCalls: readonly ToolCall[] }

export type StreamContext = {
  readonly signal: AbortSignal
  readonly meter: CallMeter
  /** For endpoints that do not report what was consumed. */
  readonly count: {
    readonly prompt: () => Promise<number>
    readonly said: (said: Said) => Promise<number>
  }
  /** What a complete answer ended with where the provider gives no reason; absent when it always does. */
  readonly completeReason?: string | undefined
  readonly collector: ReasoningCollector
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
  let text = ''
  const toolCalls: ToolCall[] = []
  for await (const part of readable(parts)) {
    context.signal.throwIfAborted()
    if (part.type === 'error') throw toFailure(part.error)
    if (part.type === 'raw') refuseReport(part.rawValue)
    context.collector.follow(part)
    if (part.type === 'finish') {
      yield await toFinish(part, { text, toolCalls }, context)
      return
    }
    const chunk = toContentChunk(part)
    if (!chunk) continue
    context.meter.contentArrived()
    if (chunk.type === 'tool-call') toolCalls.push(chunk.call)
    else text += chunk.text
    yield chunk
  }
  throw new StreamBrokeOff()
}

/** Some libraries stumble over pieces they did not expect, instead of saying so. */
async function* readable(
  parts: ReadableStream<LanguageModelV3StreamPart>,
): AsyncGenerator<LanguageModelV3StreamPart, void, undefined> {
  try {
    yield* parts
  } catch (error) {
    const isStumble = error instanceof TypeError && !('code' in error) && error.cause === undefined
    throw isStumble && error.message !== 'terminated' ? new StreamFailed(error) : error
  }
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

function toFailure(error: unknown): Error {
  // The library reports a missing end as an invalid response without data.
  const isMissingEnd = InvalidResponseDataError.isInstance(error) && error.data === undefined
  if (isMissingEnd) return new StreamBrokeOff()
  const report = TypeValidationError.isInstance(error) ? reportIn(error.value) : undefined
  return new StreamFailed(report ?? error)
}

/** Some libraries pass over a report of a failure, or lose what kind of failure it was. */
function refuseReport(event: unknown): void {
  const report = reportIn(event)
  if (report !== undefined) throw new StreamFailed(report)
}

/** `{"error": {…}}`, or `{"throttlingException": {…}}` whose name tells the kind. */
function reportIn(event: unknown): unknown {
  if (!isJsonObject(event)) return undefined
  if (event['error']) return event['error']
  const exception = Object.entries(event).find(([name]) => name.endsWith('Exception'))
  if (!exception) return undefined
  const [type, content] = exception
  return { ...(isJsonObject(content) ? content : {}), type }
}

async function toFinish(
  { finishReason, usage }: FinishPart,
  said: Said,
  { meter, count, completeReason }: StreamContext,
): Promise<CompletionChunk> {
  const { unified } = finishReason
  if (unified === 'error') throw new StreamFailed(ENDED_WITH_ERROR)
  // The library makes up a finish where the provider only stopped sending.
  const isComplete = unified === 'stop' || unified === 'tool-calls'
  const raw = finishReason.raw ?? (isComplete ? completeReason : undefined)
  if (raw === undefined) throw new StreamBrokeOff()
  const reported = reportedTokens(usage)
  // The answer ends now: counting is not part of its time.
  meter.ended()
  const counts = {
    promptTokens: reported.prompt ?? (await count.prompt()),
    completionTokens: reported.completion ?? (await count.said(said)),
  }
  return {
    type: 'finish',
    reason: { unified, raw },
    usage: meter.usage(counts),
    isUsageCounted: reported.prompt === undefined || reported.completion === undefined,
  }
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
