import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'

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

/** Serves the app over HTTP. @throws the error of the operating system when it cannot listen there. */
export async function serve(app: Servable, { host, port }: ServeOptions): Promise<RunningServer> {
  const server = createAdaptorServer({
    fetch: (request, bindings) => app.fetch(request, bindings),
    serverOptions: { keepAliveTimeout: 65_000, headersTimeout: 30_000, requestTimeout: 120_000 },
  }) as Server
  server.listen(port, host)
  await once(server, 'listening')
  let closing: Promise<void> | undefined
  return {
    url: urlOf(server.address() as AddressInfo),
    close: (graceMs) => (closing ??= close(server, graceMs)),
  }
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
