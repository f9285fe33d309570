import { gzipSync } from 'node:zlib'
import { Egress } from '@weft/adapters-egress'
import { EgressFailed, EgressRefused, type EgressRequest } from '@weft/domain/kernel'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startHttpServer, type TestServer } from '../support/http-server.js'

const get = (url: string, more: Partial<EgressRequest> = {}): EgressRequest => ({
  method: 'GET',
  url,
  headers: [],
  body: undefined,
  ...more,
})
const signal = () => new AbortController().signal

let canary: TestServer
let server: TestServer
const opened: Egress[] = []

const open = (...args: Parameters<typeof Egress.open>): Egress => {
  const egress = Egress.open(...args)
  opened.push(egress)
  return egress
}

beforeEach(async () => {
  canary = await startHttpServer((_request, response) => response.end('secret'))
  server = await startHttpServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x')
    switch (url.pathname) {
      case '/redirect':
        response.writeHead(Number(url.searchParams.get('status') ?? 302), {
          location: url.searchParams.get('to') ?? '/',
        })
        response.end()
        return
      case '/big':
        response.end('x'.repeat(200_000))
        return
      case '/endless':
        response.write('x')
        return
      case '/silent':
        return
      case '/cut':
        response.writeHead(200, { 'content-length': '100' })
        response.write('half')
        setTimeout(() => response.destroy(), 20)
        return
      case '/gzip':
        response.writeHead(200, { 'content-encoding': 'gzip' })
        response.end(gzipSync('x'.repeat(1_000_000)))
        return
      default:
        response.setHeader('set-cookie', ['a=1', 'b=2'])
        response.end(`${request.method} ${request.headers['authorization'] ?? '-'}`)
    }
  })
})

afterEach(async () => {
  await Promise.all(opened.splice(0).map((egress) => egress.close()))
  await Promise.all([canary.close(), server.close()])
})

const text = (body: Uint8Array): string => new TextDecoder().decode(body)

describe('Egress', () => {
  it('sends a request to an allowed address and hands back the answer', async () => {
    const egress = open({ allow: [`127.0.0.1:${server.port}`] })
    const answer = await egress.send(get(`${server.url}/ok`), { signal: signal() })
    expect(answer.status).toBe(200)
    expect(text(answer.body)).toBe('GET -')
    expect(answer.headers['set-cookie']).toBe('a=1, b=2')
  })

  it.each([
    ['loopback', (port: number) => `http://127.0.0.1:${port}/`],
    ['localhost', (port: number) => `http://localhost:${port}/`],
    ['a final dot', (port: number) => `http://localhost.:${port}/`],
    ['decimal', (port: number) => `http://2130706433:${port}/`],
    ['octal', (port: number) => `http://0177.0.0.1:${port}/`],
    ['hexadecimal', (port: number) => `http://0x7f000001:${port}/`],
    ['short', (port: number) => `http://127.1:${port}/`],
    ['zero', (port: number) => `http://0:${port}/`],
    ['IPv6 loopback', (port: number) => `http://[::1]:${port}/`],
    ['IPv4 in IPv6', (port: number) => `http://[::ffff:127.0.0.1]:${port}/`],
    ['user info', (port: number) => `http://example.org@127.0.0.1:${port}/`],
    ['full-width digits', (port: number) => `http://１２７.0.0.1:${port}/`],
  ])('T-D1 T-D6 refuses %s', async (_name, url) => {
    await expect(open().send(get(url(canary.port)), { signal: signal() })).rejects.toThrow(
      EgressRefused,
    )
    expect(canary.requests).toEqual([])
  })

  it.each(['file:///etc/passwd', 'ftp://example.org/', 'data:text/plain,x', 'not a url', ''])(
    'T-D7 refuses %j: only http and https',
    async (url) => {
      await expect(open().send(get(url), { signal: signal() })).rejects.toThrow(EgressRefused)
    },
  )

  it('T-D4 connects to the address it has checked when a name answers differently the second time', async () => {
    let calls = 0
    const egress = open({
      allow: [`first.example:${server.port}`],
      resolve: async () => (calls++ === 0 ? ['127.0.0.1'] : ['10.0.0.1']),
    })
    await egress.send(get(`http://first.example:${server.port}/ok`), { signal: signal() })
    const flipping = open({ resolve: async () => ['127.0.0.1'] })
    await expect(
      flipping.send(get(`http://rebind.example:${canary.port}/`), { signal: signal() }),
    ).rejects.toThrow(EgressRefused)
    expect(calls).toBe(1)
    expect(canary.requests).toEqual([])
  })

  it.each([301, 302, 303, 307, 308])(
    'T-D5 checks the target of a %i redirect again',
    async (status) => {
      const egress = open({ allow: [`127.0.0.1:${server.port}`] })
      const url = `${server.url}/redirect?status=${status}&to=${encodeURIComponent(canary.url)}`
      await expect(egress.send(get(url), { signal: signal() })).rejects.toThrow(EgressRefused)
      expect(canary.requests).toEqual([])
    },
  )

  it('T-D5 lets the caller look at every address, those of redirects too, before it is connected to', async () => {
    const egress = open({ allow: ['127.0.0.1'] })
    const seen: string[] = []
    const checkUrl = (url: URL) => {
      seen.push(url.origin)
      if (url.port === String(canary.port)) throw new EgressRefused('Not there.')
    }
    const redirect = `${server.url}/redirect?to=${encodeURIComponent(canary.url)}`
    await expect(egress.send(get(redirect, { checkUrl }), { signal: signal() })).rejects.toThrow(
      new EgressRefused('Not there.'),
    )
    expect(seen).toEqual([server.url, canary.url])
    expect(canary.requests).toEqual([])
  })

  it('names the setting that would allow an address, as its operator calls it', async () => {
    const egress = open({ allowSetting: 'sandbox.networkAllow' })
    await expect(egress.send(get(server.url), { signal: signal() })).rejects.toThrow(
      '127.0.0.1 is not a public address. The operator can allow it in the configuration (sandbox.networkAllow).',
    )
  })

  it('T-D5 refuses a redirect to another scheme', async () => {
    const egress = open({ allow: [`127.0.0.1:${server.port}`] })
    const url = `${server.url}/redirect?to=${encodeURIComponent('file:///etc/passwd')}`
    await expect(egress.send(get(url), { signal: signal() })).rejects.toThrow(EgressRefused)
  })

  it('T-D8 leaves credentials behind when a redirect leads to another origin', async () => {
    const egress = open({ allow: ['127.0.0.1'] })
    const url = `${server.url}/redirect?to=${encodeURIComponent(`${canary.url}/x`)}`
    await egress.send(
      get(url, {
        headers: [
          ['Authorization', 'Bearer s3cret'],
          ['X-Api-Key', 's3cret'],
          ['Accept', 'text/plain'],
        ],
      }),
      { signal: signal() },
    )
    expect(canary.received[0]?.headers).toMatchObject({ accept: 'text/plain' })
    expect(JSON.stringify(canary.received[0]?.rawHeaders)).not.toContain('s3cret')
  })

  it('keeps credentials on a redirect within the origin and turns a POST into a GET on 302', async () => {
    const egress = open({ allow: ['127.0.0.1'] })
    const answer = await egress.send(
      get(`${server.url}/redirect?to=/ok`, {
        method: 'POST',
        headers: [['Authorization', 'Bearer x']],
        body: '{}',
      }),
      { signal: signal() },
    )
    expect(text(answer.body)).toBe('GET Bearer x')
  })

  it('ends a circle of redirects', async () => {
    const egress = open({ allow: ['127.0.0.1'] })
    const url = `${server.url}/redirect?to=${encodeURIComponent('/redirect?to=/redirect')}`
    await expect(
      egress.send(get(url, { maxRedirects: 1 }), { signal: signal() }),
    ).rejects.toMatchObject({ kind: 'redirects' })
  })

  it('stops reading at the largest size it may', async () => {
    const egress = open({ allow: ['127.0.0.1'] })
    await expect(
      egress.send(get(`${server.url}/big`, { maxResponseBytes: 1000 }), { signal: signal() }),
    ).rejects.toMatchObject({ kind: 'too-large' })
  })

  it('gives up on a server that says nothing', async () => {
    const egress = open({ allow: ['127.0.0.1'] })
    for (const path of ['/silent', '/endless'])
      await expect(
        egress.send(get(`${server.url}${path}`, { timeouts: { idleMs: 300 } }), {
          signal: signal(),
        }),
      ).rejects.toMatchObject({ kind: 'timeout' })
  })

  it('says that a connection was cut', async () => {
    const egress = open({ allow: ['127.0.0.1'] })
    await expect(
      egress.send(get(`${server.url}/cut`), { signal: signal() }),
    ).rejects.toBeInstanceOf(EgressFailed)
  })

  it('rejects with the signal’s reason once aborted', async () => {
    const egress = open({ allow: ['127.0.0.1'] })
    const controller = new AbortController()
    const answer = egress.send(get(`${server.url}/silent`), { signal: controller.signal })
    setTimeout(() => {
      controller.abort(new Error('enough'))
    }, 30)
    await expect(answer).rejects.toThrow('enough')
  })

  it('guards fetch in the same way', async () => {
    await expect(open().fetch(canary.url)).rejects.toSatisfy(
      (error: Error) => error.cause instanceof EgressRefused,
    )
    const answer = await open({ allow: ['127.0.0.1'] }).fetch(`${server.url}/ok`)
    expect(await answer.text()).toBe('GET -')
    expect(canary.requests).toEqual([])
  })
})
