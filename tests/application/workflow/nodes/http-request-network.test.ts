import { gzipSync } from 'node:zlib'
import { Egress } from '@weft/adapters-egress'
import { FileValueReader, InMemoryFileStore } from '@weft/adapters-files'
import { randomIds } from '@weft/application/kernel'
import { TenantId, type JsonObject } from '@weft/domain/kernel'
import { isFileValue, type FileValue, type NodeOutcome } from '@weft/domain/workflow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHttpServer, type TestServer } from '../../../support/http-server.js'
import { kindOf, nodeContext, run, segmentOf, text, type Variables } from './node-harness.js'

const tenantId = TenantId.parse('00000000-0000-7000-8000-000000000002')
const MIB = 1024 * 1024
const PNG = Buffer.from('89504e470d0a1a0a', 'hex')

let server: TestServer
let canary: TestServer
let allowed: Egress
let guarded: Egress
let store: InMemoryFileStore
let calls = 0
const bodies: string[] = []

beforeAll(async () => {
  canary = await startHttpServer((_, response) => response.end('internal secret'))
  server = await startHttpServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x')
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString())
      const type = (contentType: string, more: Record<string, string> = {}): void => {
        response.writeHead(200, { 'content-type': contentType, ...more })
      }
      switch (url.pathname) {
        case '/redirect':
          response.writeHead(Number(url.searchParams.get('status') ?? 302), {
            location: url.searchParams.get('to') ?? '/',
          })
          response.end()
          return
        case '/loop':
          response.writeHead(302, { location: request.url ?? '/' })
          response.end()
          return
        case '/image.png':
          type('image/png')
          response.end(PNG)
          return
        case '/download':
          type('text/plain', {
            'content-disposition': `attachment; filename="../../evil.pdf"; filename*=UTF-8''..%2F%E6%8A%A5%E5%91%8A.pdf`,
          })
          response.end('%PDF')
          return
        case '/binary':
          type('application/octet-stream')
          response.end(Buffer.from([0xff, 0xfe, 0x00]))
          return
        case '/text-like':
          type('application/octet-stream')
          response.end('function main() {}')
          return
        case '/csv':
          type('text/csv')
          response.end('a,b')
          return
        case '/gzip':
          type('text/plain', { 'content-encoding': 'gzip' })
          response.end(gzipSync('compressed'))
          return
        case '/bomb':
          type('image/png', { 'content-encoding': 'gzip' })
          response.end(gzipSync(Buffer.alloc(200 * MIB)))
          return
        case '/bad-gzip':
          type('text/plain', { 'content-encoding': 'gzip' })
          response.end('not gzip')
          return
        case '/huge':
          type('video/mp4', { 'content-length': String(20 * MIB) })
          response.end(Buffer.alloc(20 * MIB))
          return
        case '/silent':
          return
        case '/flaky':
          calls += 1
          response.statusCode = calls < 3 ? 503 : 200
          response.end('now')
          return
        default:
          type('application/json')
          response.end(JSON.stringify({ method: request.method, headers: request.headers }))
      }
    })
  })
  allowed = Egress.open({ allow: [`127.0.0.1:${server.port}`] })
  guarded = Egress.open()
  store = new InMemoryFileStore(randomIds)
})

afterAll(async () => {
  await Promise.all([allowed.close(), guarded.close(), server.close(), canary.close()])
})

function request(
  data: JsonObject,
  options: { egress?: Egress; variables?: Variables; signal?: AbortSignal } = {},
): Promise<NodeOutcome> {
  const egress = options.egress ?? allowed
  const kind = kindOf('http-request', {
    services: { egress, fileStore: store, files: new FileValueReader({ store, egress }) },
  })
  const { signal } = nodeContext({})
  return run(
    kind,
    { method: 'get', authorization: { type: 'no-auth' }, ...data },
    options.variables,
    {
      signal: options.signal ?? signal,
    },
  )
}

const bodyOf = (outcome: NodeOutcome): string => {
  const body = outcome.type === 'succeeded' ? outcome.outputs['body'] : undefined
  return typeof body === 'string' ? body : ''
}

const fileOf = (outcome: NodeOutcome): FileValue => {
  const files = outcome.type === 'succeeded' ? outcome.outputs['files'] : undefined
  const [file] = Array.isArray(files) ? (files as readonly unknown[]) : []
  if (!isFileValue(file)) throw new Error(`No file: ${JSON.stringify(outcome)}`)
  return file
}

describe('http-request over the network', () => {
  it('keeps an answer that is a file, and passes it on', async () => {
    const outcome = await request({ url: `${server.url}/image.png?x=1` })
    const file = fileOf(outcome)
    expect(file).toMatchObject({
      type: 'image',
      transfer_method: 'tool_file',
      filename: 'image.png',
      extension: '.png',
      mime_type: 'image/png',
      size: PNG.byteLength,
    })
    expect(outcome).toMatchObject({ outputs: { status_code: 200, body: '' } })
    const sent = await request(
      {
        method: 'post',
        url: `${server.url}/echo`,
        body: { type: 'binary', data: [{ type: 'file', file: ['a', 'f'] }] },
      },
      { variables: { 'a.f': segmentOf(file) } },
    )
    expect(sent).toMatchObject({ type: 'succeeded' })
    expect(bodies.at(-1)).toBe(PNG.toString())
  })

  it('takes the name of a file for a name (T-I4)', async () => {
    expect(fileOf(await request({ url: `${server.url}/download` }))).toMatchObject({
      filename: '报告.pdf',
      extension: '.pdf',
      mime_type: 'application/pdf',
      type: 'document',
    })
  })

  it('tells files from texts', async () => {
    expect(fileOf(await request({ url: `${server.url}/binary` }))).toMatchObject({
      filename: 'file.bin',
      mime_type: 'application/octet-stream',
    })
    expect(bodyOf(await request({ url: `${server.url}/text-like` }))).toBe('function main() {}')
    expect(bodyOf(await request({ url: `${server.url}/csv` }))).toBe('a,b')
  })

  it('does not let one tenant have the file of another (T-E3)', async () => {
    const file = fileOf(await request({ url: `${server.url}/image.png` }))
    const reader = new FileValueReader({ store })
    const other = TenantId.parse('00000000-0000-7000-8000-0000000000ee')
    const options = { maxBytes: 100, signal: new AbortController().signal }
    await expect(reader.read(other, file, options)).rejects.toThrow('does not exist')
    await expect(reader.read(tenantId, file, options)).resolves.toBeDefined()
  })

  it('decompresses answers', async () => {
    expect(bodyOf(await request({ url: `${server.url}/gzip` }))).toBe('compressed')
    expect(await request({ method: 'head', url: `${server.url}/gzip` })).toMatchObject({
      type: 'succeeded',
      outputs: { status_code: 200, body: '' },
    })
    expect(await request({ url: `${server.url}/bad-gzip` })).toMatchObject({
      type: 'failed',
      errorType: 'HttpRequestNodeError',
    })
  })

  it('bounds what it reads, also when it is compressed (T-K3)', async () => {
    expect(await request({ url: `${server.url}/bomb` })).toMatchObject({
      error:
        'File size is too large, max size is 10.00 MB, but current size is more than 10.00 MB.',
      errorType: 'ResponseSizeError',
    })
    expect(await request({ url: `${server.url}/huge` })).toMatchObject({
      error: 'File size is too large, max size is 10.00 MB, but current size is 20.00 MB.',
    })
  })

  it('gives up on a server that says nothing, and at once when it is stopped', async () => {
    expect(await request({ url: `${server.url}/silent`, timeout: { read: 1 } })).toMatchObject({
      type: 'failed',
      errorType: 'HttpRequestNodeError',
      error: expect.stringContaining('took too long') as unknown,
    })
    const stop = new AbortController()
    const waiting = request({ url: `${server.url}/silent` }, { signal: stop.signal })
    stop.abort(new Error('stopped'))
    await expect(waiting).rejects.toThrow('stopped')
  })

  it('follows redirects, and not for ever', async () => {
    const to = encodeURIComponent(`${server.url}/csv`)
    expect(bodyOf(await request({ url: `${server.url}/redirect?to=${to}` }))).toBe('a,b')
    const endless = await request(
      { url: `${server.url}/loop?k={{#env.k#}}` },
      { variables: { 'env.k': { type: 'secret', value: 'sk-0123456789abcdef' } } },
    )
    expect(endless).toMatchObject({ errorType: 'HttpRequestNodeError' })
    expect(JSON.stringify(endless)).not.toContain('0123456789abc')
  })

  it('fails for a status each time it is tried, until it succeeds (H28)', async () => {
    const data = {
      url: `${server.url}/flaky`,
      retry_config: { retry_enabled: true, max_retries: 3, retry_interval: 1 },
    }
    expect(await request(data)).toMatchObject({ type: 'failed', outputs: { status_code: 503 } })
    expect(await request(data)).toMatchObject({ type: 'failed' })
    expect(await request(data)).toMatchObject({ type: 'succeeded', outputs: { body: 'now' } })
  })
})

describe('http-request and addresses inside', () => {
  it('reaches no address that is not public, in whatever spelling (T-D1, T-D6, T-D7)', async () => {
    const { port } = canary
    const addresses = [
      `http://127.0.0.1:${port}/`,
      `http://localhost:${port}/`,
      `http://localhost.:${port}/`,
      `http://2130706433:${port}/`,
      `http://0x7f000001:${port}/`,
      `http://0177.0.0.1:${port}/`,
      `http://127.1:${port}/`,
      `http://[::1]:${port}/`,
      `http://[::ffff:127.0.0.1]:${port}/`,
      `http://[::ffff:7f00:1]:${port}/`,
      `http://[64:ff9b::7f00:1]:${port}/`,
      `http://0.0.0.0:${port}/`,
      `http://example.org@127.0.0.1:${port}/`,
      `http://①②⑦.0.0.1:${port}/`,
      'http://10.0.0.1/',
      'http://172.16.0.1/',
      'http://192.168.0.1/',
      'http://100.64.0.1/',
      'http://169.254.169.254/latest/meta-data/',
      'http://[fd00::1]/',
      'http://[fe80::1]/',
    ]
    for (const url of addresses) {
      const outcome = await request(
        { url: '{{#a.url#}}' },
        { egress: guarded, variables: { 'a.url': text(url) } },
      )
      expect(outcome, url).toMatchObject({ type: 'failed', errorType: 'HttpRequestNodeError' })
    }
    for (const url of ['file:///etc/passwd', 'gopher://127.0.0.1/', 'data:text/plain,x'])
      expect(await request({ url }, { egress: guarded })).toMatchObject({
        errorType: 'InvalidURLError',
      })
    expect(canary.requests).toEqual([])
  })

  it('checks the address it connects to, not the name it was given (T-D4)', async () => {
    const answers = [['93.184.216.34'], ['127.0.0.1']]
    const rebinding = Egress.open({ resolve: () => Promise.resolve(answers.pop() ?? []) })
    try {
      const url = `http://rebind.example:${canary.port}/`
      expect(await request({ url }, { egress: rebinding })).toMatchObject({ type: 'failed' })
      expect(canary.requests).toEqual([])
    } finally {
      await rebinding.close()
    }
  })

  it('checks every hop of a redirect (T-D5)', async () => {
    for (const status of [301, 302, 303, 307, 308])
      for (const to of [
        `http://127.0.0.1:${canary.port}/`,
        `http://[::1]:${canary.port}/`,
        'http://169.254.169.254/',
        `${server.url}/redirect?to=http://localhost:${canary.port}/`,
        'file:///etc/passwd',
      ]) {
        const url = `${server.url}/redirect?status=${status}&to=${encodeURIComponent(to)}`
        const outcome = await request({ url, method: 'post' })
        expect(outcome, to).toMatchObject({ type: 'failed', errorType: 'HttpRequestNodeError' })
      }
    expect(canary.requests).toEqual([])
  })

  it('leaves no key at a foreign origin (T-D8)', async () => {
    const foreign = await startHttpServer((_, response) => response.end('thanks'))
    const egress = Egress.open({
      allow: [`127.0.0.1:${server.port}`, `127.0.0.1:${foreign.port}`],
    })
    try {
      const outcome = await request(
        {
          url: `${server.url}/redirect?to=${foreign.url}/take`,
          headers: 'X-Mine: {{#env.k#}}\nX-Plain: 1\nCookie: c=1',
          authorization: {
            type: 'api-key',
            config: { type: 'custom', header: 'X-Signed-By', api_key: 'literal' },
          },
        },
        { egress, variables: { 'env.k': { type: 'secret', value: 'sk-0123456789' } } },
      )
      expect(bodyOf(outcome)).toBe('thanks')
      const headers = foreign.received[0]?.headers
      expect(headers).toMatchObject({ 'x-plain': '1' })
      for (const name of ['x-mine', 'x-signed-by', 'cookie', 'authorization'])
        expect(headers).not.toHaveProperty(name)
    } finally {
      await Promise.all([egress.close(), foreign.close()])
    }
  })
})
