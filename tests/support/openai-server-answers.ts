import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OpenAiServerAnswer, OpenAiServerFailure, ScriptedToolCall } from './openai-server.js'

type Mode = 'chat' | 'completion'
type Delta = Readonly<Record<string, unknown>>

export const DEFAULT_TEXT = ['Hello', ' from', ' the', ' server', '.']
export const DEFAULT_USAGE = { promptTokens: 11, completionTokens: 7 }

const REPORTS = {
  overloaded: { message: 'too much to do', type: 'server_error', code: 'overloaded' },
  'rate-limit': { message: 'too many calls', type: 'requests', code: 'rate_limit_exceeded' },
}

/** Gives the answers that fail before any event; true when it did. */
export function answerFailure(response: ServerResponse, { failure }: OpenAiServerAnswer): boolean {
  switch (failure?.type) {
    case 'status':
      answerStatus(response, failure)
      return true
    case 'hang-before-headers':
      return true
    case 'cut-before-headers':
      response.socket?.destroy()
      return true
    case 'wrong-content-type':
      response.writeHead(200, { 'content-type': failure.contentType }).end(failure.body)
      return true
    default:
      return false
  }
}

function answerStatus(
  response: ServerResponse,
  { status, message, body, headers }: Extract<OpenAiServerFailure, { type: 'status' }>,
): void {
  const error = {
    message: message ?? `status ${status}`,
    type: 'test_error',
    param: null,
    code: null,
  }
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(body ?? JSON.stringify({ error }))
}

/** Vectors that point in the direction of the text's length: enough to tell texts apart. */
export function answerEmbeddings(
  response: ServerResponse,
  body: Readonly<Record<string, unknown>>,
  { dimensions = 8, usage = DEFAULT_USAGE }: OpenAiServerAnswer,
): void {
  const texts = body['input'] as readonly string[]
  const data = texts.map((text, index) => ({
    object: 'embedding',
    index,
    embedding: Array.from({ length: dimensions }, (_, at) => text.length + at),
  }))
  const tokens = usage === 'absent' ? {} : { usage: { prompt_tokens: usage.promptTokens } }
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ object: 'list', data, ...tokens }))
}

/** Streams an answer, event by event, up to the point where it is meant to fail. */
export async function answerStream(
  response: ServerResponse,
  mode: Mode,
  answer: OpenAiServerAnswer,
  body: Readonly<Record<string, unknown>>,
): Promise<void> {
  const write = writerFor(response, answer)
  const event = (delta: Delta) => write(`data: ${JSON.stringify(chunkOf(mode, delta, null))}\n\n`)
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  response.flushHeaders()
  await writeComments(answer, write)
  if (answer.failure?.type === 'empty-choices') {
    await write(`data: ${JSON.stringify({ ...HEAD[mode], choices: [] })}\n\n`)
    await write('data: [DONE]\n\n')
    response.end()
    return
  }
  const deltas = deltasOf(answer)
  const half = Math.ceil(deltas.length / 2)
  for (const [index, delta] of deltas.entries()) {
    if (index === half && (await breakOff(response, answer.failure, write))) return
    await event(delta)
  }
  for (const end of endOf(mode, answer, body)) await write(`data: ${JSON.stringify(end)}\n\n`)
  await write('data: [DONE]\n\n')
  response.end()
}

function deltasOf({ text, reasoning = [], toolCalls = [] }: OpenAiServerAnswer): readonly Delta[] {
  const words = text ?? (toolCalls.length > 0 ? [] : DEFAULT_TEXT)
  return [
    ...reasoning.map((reasoning_content) => ({ reasoning_content })),
    ...words.map((content) => ({ content })),
    ...toolCalls.flatMap(deltasOfToolCall),
  ]
}

/** The call's name first, then its arguments in pieces, as providers do. */
function deltasOfToolCall({ id, name, arguments: text }: ScriptedToolCall, index: number): Delta[] {
  const pieces = text.match(/.{1,5}/gsu) ?? ['']
  const start = {
    index,
    id: id ?? `call_${index}`,
    type: 'function',
    function: { name, arguments: '' },
  }
  return [
    { tool_calls: [start] },
    ...pieces.map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
  ]
}

const HEAD = {
  chat: { id: 'chunk', object: 'chat.completion.chunk', created: 0, model: 'test' },
  completion: { id: 'chunk', object: 'text_completion', created: 0, model: 'test' },
}

function chunkOf(mode: Mode, delta: Delta, finishReason: string | null): object {
  const choice =
    mode === 'chat'
      ? { index: 0, delta, finish_reason: finishReason }
      : { index: 0, text: delta['content'] ?? '', finish_reason: finishReason }
  return { ...HEAD[mode], choices: [choice] }
}

/** Breaks the stream off in its middle; false where it should go on. */
async function breakOff(
  response: ServerResponse,
  failure: OpenAiServerFailure | undefined,
  write: (text: string) => Promise<void>,
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
      await write('data: {"choices": [{"delta": {"content": "x"\n\n')
      return false
    case 'stream-error':
      await write(`data: ${JSON.stringify({ error: REPORTS[failure.report] })}\n\n`)
      response.end()
      return true
    case 'error-chunk':
      await write(`data: ${JSON.stringify({ error: failure.error })}\n\n`)
      response.end()
      return true
    default:
      return false
  }
}

async function writeComments(
  { failure }: OpenAiServerAnswer,
  write: (text: string) => Promise<void>,
): Promise<void> {
  if (failure?.type !== 'comments') return
  for (let time = 0; time < failure.times; time++) {
    await write(': still thinking\n\n')
    await sleep(failure.everyMs)
  }
}

/** The last choice and the report of tokens: of its own where it was asked for, with the choice where it was not. */
function endOf(
  mode: Mode,
  { usage = DEFAULT_USAGE, finishReason, toolCalls }: OpenAiServerAnswer,
  body: Readonly<Record<string, unknown>>,
): readonly object[] {
  const reason = finishReason?.replace('content-filter', 'content_filter')
  const last = chunkOf(mode, {}, reason ?? (toolCalls ? 'tool_calls' : 'stop'))
  if (usage === 'absent') return [last]
  const { promptTokens, completionTokens } = usage
  const counts = {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  }
  return body['stream_options'] === undefined
    ? [{ ...last, usage: counts }]
    : [last, { ...HEAD[mode], choices: [], usage: counts }]
}

/** Writes whole events with the answer's delay, or byte by byte. */
export function writerFor(
  response: ServerResponse,
  { delayMs = 0, failure }: OpenAiServerAnswer,
): (frame: string | Uint8Array) => Promise<void> {
  if (failure?.type !== 'slow-drip')
    return async (frame) => {
      if (!response.destroyed) response.write(frame)
      if (delayMs > 0) await sleep(delayMs)
    }
  return async (frame) => {
    for (const byte of Buffer.from(frame)) {
      if (response.destroyed) return
      response.write(Buffer.of(byte))
      await sleep(failure.delayMs)
    }
  }
}
