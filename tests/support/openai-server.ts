import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerBrokenBody } from './broken-body.js'
import { answerEmbeddings, answerFailure, answerStream } from './openai-server-answers.js'

export type ScriptedToolCall = {
  readonly id?: string
  /** Absent for a call no client can make sense of. */
  readonly name?: string
  readonly arguments: string
}

/** How the server answers one request. Everything is optional; nothing said means a short, complete answer. */
export type OpenAiServerAnswer = {
  /** Sent one event each. Default: `['Hello', ' from', ' the', ' server', '.']`. */
  readonly text?: readonly string[]
  readonly reasoning?: readonly string[]
  readonly toolCalls?: readonly ScriptedToolCall[]
  readonly finishReason?: string
  /** Default: 11 and 7 tokens; `'absent'` leaves the report out. */
  readonly usage?: { readonly promptTokens: number; readonly completionTokens: number } | 'absent'
  /** Between two events. */
  readonly delayMs?: number
  readonly failure?: OpenAiServerFailure
  /** Length of embedding vectors; default 8. */
  readonly dimensions?: number
}

export type OpenAiServerFailure =
  | {
      readonly type: 'status'
      readonly status: number
      readonly message?: string
      readonly body?: string
      readonly headers?: Readonly<Record<string, string>>
    }
  | { readonly type: 'hang-before-headers' }
  | { readonly type: 'hang-mid-stream' }
  | { readonly type: 'cut-before-headers' }
  | { readonly type: 'cut-mid-stream' }
  /** The stream ends properly but without a finish reason. */
  | { readonly type: 'end-mid-stream' }
  | { readonly type: 'malformed-chunk' }
  | { readonly type: 'error-chunk'; readonly error: Readonly<Record<string, unknown>> }
  /** A report inside the stream, as each provider writes it. */
  | { readonly type: 'stream-error'; readonly report: 'overloaded' | 'rate-limit' }
  | { readonly type: 'wrong-content-type'; readonly contentType: string; readonly body: string }
  | { readonly type: 'empty-choices' }
  /** Not a failure of the provider: every byte travels alone, so characters are split. */
  | { readonly type: 'slow-drip'; readonly delayMs: number }
  | { readonly type: 'comments'; readonly everyMs: number; readonly times: number }

type RecordedRequest = {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: Readonly<Record<string, unknown>>
  readonly receivedAt: number
  /** When the client closed the connection before the answer was complete (`performance.now()`); absent if it did not. */
  closedByClientAt: number | undefined
  /** Resolves once the client has closed the connection. */
  readonly closedByClient: Promise<number>
}

export type OpenAiServer = {
  /** Base address, with `/v1`. */
  readonly url: string
  readonly requests: readonly RecordedRequest[]
  /** Requests whose answer is neither complete nor given up by the client. */
  underWay(): number
  /** Answers for the next requests, in order. After the last one the default answer is given. */
  script(...answers: readonly OpenAiServerAnswer[]): void
  /** The answer given whenever nothing is scripted. */
  answerByDefault(answer: OpenAiServerAnswer): void
  close(): Promise<void>
}

/** Answers one request that does not fail beforehand; false for a path it does not know. */
export type ServerRoute = (
  path: string,
  response: ServerResponse,
  answer: OpenAiServerAnswer,
  body: Readonly<Record<string, unknown>>,
) => boolean

/**
 * A server on the loopback interface that speaks the OpenAI protocol: chat, completions and embeddings. `route` is
 * asked first, for further protocols.
 */
export async function startOpenAiServer(route: ServerRoute = () => false): Promise<OpenAiServer> {
  const requests: RecordedRequest[] = []
  const open = new Set<ServerResponse>()
  const scripted: OpenAiServerAnswer[] = []
  let byDefault: OpenAiServerAnswer = {}
  const server = createServer((request, response) => {
    open.add(response)
    response.on('close', () => open.delete(response))
    void readBody(request).then((body) => {
      requests.push(record(request, response, body))
      answer(request, response, body, scripted.shift() ?? byDefault, route)
    })
  })
  const port = await listen(server)
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    underWay: () => open.size,
    script: (...answers) => void scripted.push(...answers),
    answerByDefault: (answer) => {
      byDefault = answer
    },
    close: () => close(server),
  }
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  body: RecordedRequest['body'],
  scripted: OpenAiServerAnswer,
  route: ServerRoute,
): void {
  const [path = ''] = (request.url ?? '').split('?')
  if (answerFailure(response, scripted) || route(path, response, scripted, body)) return
  if (path.endsWith('/embeddings')) {
    if (!answerBrokenBody(response, scripted)) answerEmbeddings(response, body, scripted)
  } else if (path.endsWith('/chat/completions')) void answerStream(response, 'chat', scripted, body)
  else if (path.endsWith('/completions')) void answerStream(response, 'completion', scripted, body)
  else response.writeHead(404).end()
}

function record(
  request: IncomingMessage,
  response: ServerResponse,
  body: RecordedRequest['body'],
): RecordedRequest {
  const { promise, resolve } = withResolvers<number>()
  const recorded: RecordedRequest = {
    path: request.url ?? '',
    headers: request.headers,
    body,
    receivedAt: performance.now(),
    closedByClientAt: undefined,
    closedByClient: promise,
  }
  response.on('close', () => {
    if (response.writableFinished) return
    recorded.closedByClientAt = performance.now()
    resolve(recorded.closedByClientAt)
  })
  return recorded
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

async function readBody(request: IncomingMessage): Promise<RecordedRequest['body']> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString('utf8')
  const isJson = request.headers['content-type']?.includes('json') ?? false
  return (isJson ? JSON.parse(text) : { text }) as RecordedRequest['body']
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve()
    })
  })
}
