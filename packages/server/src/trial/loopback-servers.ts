import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import type {
  ReceivedRequest,
  TestResponse,
  TestRoute,
  TestServer,
  TestServers,
  TrialFile,
} from '@weft/application/workflow'

/** Where files of a case are served. No route of a case is likely to begin like this. */
const FILES = '/.files/'

/** HTTP servers on free ports of the loopback address. */
export const loopbackServers: TestServers = {
  start: (content) => LoopbackServer.start(content.routes, content.files),
}

class LoopbackServer implements TestServer {
  readonly received: ReceivedRequest[] = []
  readonly #calls = new Map<TestRoute, number>()

  private constructor(
    private readonly server: Server,
    private readonly routes: readonly TestRoute[],
    private readonly files: readonly TrialFile[],
  ) {
    server.on('request', (request, response) => {
      this.answer(request, response).catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : undefined)
      })
    })
  }

  static async start(
    routes: readonly TestRoute[],
    files: readonly TrialFile[],
  ): Promise<LoopbackServer> {
    const server = createServer()
    const started = new LoopbackServer(server, routes, files)
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(0, '127.0.0.1', resolve)
    })
    return started
  }

  get address(): string {
    const { port } = this.server.address() as AddressInfo
    return `http://127.0.0.1:${port}`
  }

  fileAddress(file: TrialFile): string {
    return `${this.address}${FILES}${this.files.indexOf(file)}/${encodeURIComponent(file.name)}`
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.closeAllConnections()
      this.server.close(() => {
        resolve()
      })
    })
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET'
    const url = new URL(request.url ?? '/', this.address)
    if (url.pathname.startsWith(FILES)) {
      this.sendFile(url.pathname, response)
      return
    }
    this.received.push({
      method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: flatHeaders(request.headers),
      body: await text(request),
    })
    await send(response, this.responseFor(method, url.pathname), method)
  }

  /** The next response of the first route that fits; the last one repeats. */
  private responseFor(method: string, path: string): TestResponse {
    const route = this.routes.find(
      (each) => each.path === path && (each.method === method || each.method === '*'),
    )
    if (!route) return noRoute(method, path)
    const call = this.#calls.get(route) ?? 0
    this.#calls.set(route, call + 1)
    return route.responses[call] ?? route.responses.at(-1) ?? noRoute(method, path)
  }

  private sendFile(path: string, response: ServerResponse): void {
    const file = this.files[Number(path.slice(FILES.length).split('/')[0])]
    if (!file) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { 'content-type': file.mimeType }).end(file.content)
  }
}

function noRoute(method: string, path: string): TestResponse {
  const headers = { 'content-type': 'text/plain; charset=utf-8' }
  return { status: 404, headers, body: `No route for ${method} ${path}`, delayMs: 0 }
}

async function send(
  response: ServerResponse,
  { status, headers, body, delayMs }: TestResponse,
  method: string,
): Promise<void> {
  if (delayMs > 0) await delay(delayMs)
  response.writeHead(status, headers).end(method === 'HEAD' ? undefined : body)
}

function flatHeaders(headers: IncomingMessage['headers']): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value
  return flat
}
