import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OpenAiServerAnswer, OpenAiServerFailure, ScriptedToolCall } from './openai-server.js'

type Mode = 'chat' | 'completion'
type Delta = Readonly<Record<string, unknown>>

const DEFAULT_TEXT = ['Hello', ' from', ' the', ' server', '.']
const DEFAULT_USAGE = { promptTokens: 11, completionTokens: 7 }

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
  const event = (delta: Delta, finishReason: string | null = null) =>
    write(`data: ${JSON.stringify(chunkOf(mode, delta, finishReason))}\n\n`)
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  response.flushHeaders()
  await writeComments(answer, write)
  if (answer.failure?.type === 'empty-choices') {
    await write('data: {"id":"chunk","choices":[]}\n\n')
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
  await event({}, answer.finishReason ?? (answer.toolCalls ? 'tool_calls' : 'stop'))
  await writeUsage(answer, body, write)
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

function chunkOf(mode: Mode, delta: Delta, finishReason: string | null): object {
  const choice =
    mode === 'chat'
      ? { index: 0, delta, finish_reason: finishReason }
      : { index: 0, text: delta['content'] ?? '', finish_reason: finishReason }
  return { id: 'chunk', object: `${mode}.chunk`, created: 0, model: 'test', choices: [choice] }
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

async function writeUsage(
  { usage = DEFAULT_USAGE }: OpenAiServerAnswer,
  body: Readonly<Record<string, unknown>>,
  write: (text: string) => Promise<void>,
): Promise<void> {
  if (usage === 'absent' || body['stream_options'] === undefined) return
  const counts = {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
  }
  await write(`data: ${JSON.stringify({ id: 'chunk', choices: [], usage: counts })}\n\n`)
}

/** Writes whole events with the answer's delay, or byte by byte. */
function writerFor(
  response: ServerResponse,
  { delayMs = 0, failure }: OpenAiServerAnswer,
): (text: string) => Promise<void> {
  if (failure?.type !== 'slow-drip')
    return async (text) => {
      if (!response.destroyed) response.write(text)
      if (delayMs > 0) await sleep(delayMs)
    }
  return async (text) => {
    for (const byte of Buffer.from(text)) {
      if (response.destroyed) return
      response.write(Buffer.of(byte))
      await sleep(failure.delayMs)
    }
  }
}
