import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { DEFAULT_TEXT, DEFAULT_USAGE, writerFor } from './openai-server-answers.js'
import type { OpenAiServerAnswer, ScriptedToolCall } from './openai-server.js'

export type Frame = string | Uint8Array
type Report = 'overloaded' | 'rate-limit'

/** What an answer holds, after the defaults. */
export type AnswerContent = {
  readonly text: readonly string[]
  readonly reasoning: readonly string[]
  readonly toolCalls: readonly Required<ScriptedToolCall>[]
  readonly finish: 'stop' | 'length' | 'content-filter' | 'tool-calls'
  readonly usage: { readonly promptTokens: number; readonly completionTokens: number } | undefined
}

/** How one provider writes a stream. */
export type Wire = {
  readonly contentType: string
  begin(content: AnswerContent): readonly Frame[]
  /** In pieces as providers send them; the stream may break between any two. */
  content(content: AnswerContent): readonly Frame[]
  end(content: AnswerContent): readonly Frame[]
  readonly malformed: Frame
  /** Absent where the provider never reports a failure in its stream. */
  readonly report?: (report: Report) => Frame
  /** Absent where the protocol has no comments. */
  readonly comment?: Frame
}

/** Streams an answer over a wire, up to the point where it is meant to fail. */
export async function answerWire(
  response: ServerResponse,
  wire: Wire,
  answer: OpenAiServerAnswer,
): Promise<void> {
  const write = writerFor(response, answer)
  const writeAll = async (frames: readonly Frame[]): Promise<void> => {
    for (const frame of frames) await write(frame)
  }
  const content = contentOf(answer)
  response.writeHead(200, { 'content-type': wire.contentType })
  response.flushHeaders()
  await writeComments(wire, answer, write)
  await writeAll(wire.begin(content))
  if (answer.failure?.type === 'empty-choices') {
    response.end()
    return
  }
  const frames = wire.content(content)
  const half = Math.ceil(frames.length / 2)
  await writeAll(frames.slice(0, half))
  if (await breakOff(response, wire, answer, write)) return
  await writeAll(frames.slice(half))
  await writeAll(wire.end(content))
  response.end()
}

/** An event of a stream of server-sent events. */
export function eventOf(data: object, event?: string): string {
  const name = event === undefined ? '' : `event: ${event}\n`
  return `${name}data: ${JSON.stringify(data)}\n\n`
}

export function piecesOf(text: string): readonly string[] {
  return text.match(/.{1,5}/gsu) ?? ['']
}

function contentOf(answer: OpenAiServerAnswer): AnswerContent {
  const { reasoning = [], toolCalls = [], usage = DEFAULT_USAGE } = answer
  return {
    text: answer.text ?? (toolCalls.length > 0 ? [] : DEFAULT_TEXT),
    reasoning,
    toolCalls: toolCalls.map(({ id, name = 'unnamed', arguments: text }, index) => ({
      id: id ?? `call_${index}`,
      name,
      arguments: text,
    })),
    finish: finishOf(answer),
    usage: usage === 'absent' ? undefined : usage,
  }
}

function finishOf({ finishReason, toolCalls = [] }: OpenAiServerAnswer): AnswerContent['finish'] {
  if (finishReason === 'length' || finishReason === 'content-filter') return finishReason
  return toolCalls.length > 0 ? 'tool-calls' : 'stop'
}

async function writeComments(
  wire: Wire,
  { failure }: OpenAiServerAnswer,
  write: (frame: Frame) => Promise<void>,
): Promise<void> {
  if (failure?.type !== 'comments' || wire.comment === undefined) return
  for (let time = 0; time < failure.times; time++) {
    await write(wire.comment)
    await sleep(failure.everyMs)
  }
}

/** Breaks the stream off in its middle; false where it should go on. */
async function breakOff(
  response: ServerResponse,
  wire: Wire,
  { failure }: OpenAiServerAnswer,
  write: (frame: Frame) => Promise<void>,
): Promise<boolean> {
  switch (failure?.type) {
    case 'hang-mid-stream':
      return true
    case 'cut-mid-stream':
      // What was written must be on its way first, otherwise the client sees a cut before the headers.
      await sleep(20)
      response.socket?.destroy()
      return true
    case 'end-mid-stream':
      response.end()
      return true
    case 'malformed-chunk':
      await write(wire.malformed)
      return false
    case 'stream-error':
      if (wire.report) await write(wire.report(failure.report))
      response.end()
      return true
    default:
      return false
  }
}
