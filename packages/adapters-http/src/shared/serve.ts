import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener, RequestError } from '@hono/node-server'
import { RequestRefused } from './request-refused.js'
import { wireErrorOf } from './wire-error.js'

/** What `serve` needs of an app: any Hono app has it. */
export type Servable = {
  fetch(request: Request, bindings: object): Response | Promise<Response>
}

export type ServeOptions = {
  /** Address to listen on: `127.0.0.1` is this machine alone, `0.0.0.0` every interface. */
  readonly host: string
  /** 0: one that is free. */
  readonly port: number
}

export type RunningServer = {
  /** `http://host:port`, without a slash at the end. */
  readonly url: string
  /**
   * Takes no more connections, lets running responses finish, and cuts those that have not after `graceMs`
   * milliseconds. Resolves when every connection is closed. Closing twice is waiting for the first.
   */
  close(graceMs: number): Promise<void>
}

/** Time between looks at connections that fell idle while the server closes. */
const IDLE_CHECK_MS = 50

const TIMEOUTS = { keepAliveTimeout: 65_000, headersTimeout: 30_000, requestTimeout: 120_000 }

/** Serves the app over HTTP. @throws the error of the operating system when it cannot listen there. */
export async function serve(app: Servable, { host, port }: ServeOptions): Promise<RunningServer> {
  const listener = getRequestListener((request, bindings) => app.fetch(request, bindings), {
    errorHandler: refuseBeforeRouting,
  })
  const server = createServer(TIMEOUTS, (incoming, outgoing) => void listener(incoming, outgoing))
  server.listen(port, host)
  await once(server, 'listening')
  let closing: Promise<void> | undefined
  return {
    url: urlOf(server.address() as AddressInfo),
    close: (graceMs) => (closing ??= close(server, graceMs)),
  }
}

/** Answers for requests of which no URL can be made: they never reach the app, which answers for all others. */
function refuseBeforeRouting(error: unknown): Response {
  const { status, code, message } =
    error instanceof RequestError
      ? RequestRefused.badRequest('The request has no valid host or path.').wire
      : wireErrorOf(error, 'unknown')
  return Response.json({ code, message, status }, { status })
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}

async function close(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve()
    })
  })
  const idle = setInterval(() => {
    server.closeIdleConnections()
  }, IDLE_CHECK_MS)
  const cut = setTimeout(() => {
    server.closeAllConnections()
  }, graceMs)
  await closed
  clearInterval(idle)
  clearTimeout(cut)
}
