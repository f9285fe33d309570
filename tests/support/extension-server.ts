import { json } from 'node:stream/consumers'
import type { IncomingHttpHeaders } from 'node:http'
import { startHttpServer, type TestServer } from './http-server.js'

export type ExtensionRequest = {
  readonly point: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly headers: IncomingHttpHeaders
}

/** What an extension answers: an object as JSON, or a status with a text. */
export type ExtensionAnswer = object | { readonly status: number; readonly text: string }

export type ExtensionServer = {
  readonly endpoint: string
  /** As `egress.allow` takes it. */
  readonly host: string
  /** Everything it was asked, oldest first. */
  readonly asked: readonly ExtensionRequest[]
  close(): Promise<void>
}

/** An API extension on a free loopback port: answers by point, and `ping` with `pong` unless told otherwise. */
export async function startExtensionServer(
  answers: Readonly<Record<string, (request: ExtensionRequest) => ExtensionAnswer>> = {},
): Promise<ExtensionServer> {
  const asked: ExtensionRequest[] = []
  const server: TestServer = await startHttpServer((request, response) => {
    void json(request).then((body) => {
      const { point, params } = body as Pick<ExtensionRequest, 'point' | 'params'>
      const call = { point, headers: request.headers, ...(params && { params }) }
      asked.push(call)
      const known = answers[point] ?? (() => (point === 'ping' ? { result: 'pong' } : {}))
      const answer = known(call)
      if ('status' in answer && 'text' in answer) response.writeHead(answer.status).end(answer.text)
      else
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    })
  })
  return {
    endpoint: `${server.url}/extension?v=1`,
    host: new URL(server.url).host,
    asked,
    close: () => server.close(),
  }
}
