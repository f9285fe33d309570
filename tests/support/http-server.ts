import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

export type TestServer = {
  readonly url: string
  readonly port: number
  /** `METHOD path` of every request that arrived. */
  readonly requests: readonly string[]
  readonly received: readonly IncomingMessage[]
  close(): Promise<void>
}

/** A real HTTP server on a free loopback port. */
export async function startHttpServer(listener: RequestListener): Promise<TestServer> {
  const received: IncomingMessage[] = []
  const server = createServer((request, response) => {
    received.push(request)
    listener(request, response)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    received,
    get requests() {
      return received.map(({ method, url }) => `${method} ${url}`)
    },
    close: () =>
      new Promise<void>((done) => {
        server.closeAllConnections()
        server.close(() => {
          done()
        })
      }),
  }
}
