import { FileNotFound, type FileReader } from '@weft/domain/file'
import {
  EgressFailed,
  EgressRefused,
  type EgressClient,
  type EgressRequest,
  type EgressResponse,
  type JsonObject,
} from '@weft/domain/kernel'
import { createFileValue, type NodeOutcome, type Segment } from '@weft/domain/workflow'
import { DEFAULT_NODE_LIMITS, type NodeServices } from '@weft/application/workflow'
import { describe, expect, it } from 'vitest'
import { bind, kindOf, run, segmentOf, text, type Variables } from './node-harness.js'

const encode = (content: string): Uint8Array => new TextEncoder().encode(content)
const answer = (
  body: string | Uint8Array = '',
  headers: EgressResponse['headers'] = { 'content-type': 'text/plain' },
  status = 200,
): EgressResponse => ({
  status,
  headers,
  url: 'https://api.example.org/path/data.bin',
  body: typeof body === 'string' ? encode(body) : body,
})

class RecordingEgress implements EgressClient {
  readonly requests: EgressRequest[] = []

  constructor(private readonly reply: () => EgressResponse = () => answer('ok')) {}

  send(request: EgressRequest): Promise<EgressResponse> {
    this.requests.push(request)
    return Promise.resolve().then(this.reply)
  }

  get last(): EgressRequest {
    const request = this.requests.at(-1)
    if (!request) throw new Error('Nothing was sent')
    return request
  }

  get headers(): Record<string, string> {
    return Object.fromEntries(this.last.headers)
  }

  get body(): string {
    const { body } = this.last
    return typeof body === 'string' ? body : new TextDecoder().decode(body)
  }
}

const files: FileReader = {
  read: (_, file) =>
    file['reference'] === 'gone'
      ? Promise.reject(new FileNotFound('gone'))
      : Promise.resolve({ bytes: encode(`bytes of ${JSON.stringify(file['filename'])}`) }),
}

const base = {
  method: 'get',
  url: 'https://api.example.org/path',
  authorization: { type: 'no-auth' },
}

async function send(
  data: JsonObject,
  variables: Variables = {},
  services: Partial<NodeServices> & { egress?: RecordingEgress } = {},
): Promise<{ outcome: NodeOutcome; egress: RecordingEgress }> {
  const egress = services.egress ?? new RecordingEgress()
  const kind = kindOf('http-request', { services: { files, ...services, egress } })
  return { outcome: await run(kind, { ...base, ...data }, variables), egress }
}

const logOf = (outcome: NodeOutcome): string => {
  const log = outcome.type === 'paused' ? undefined : outcome.processData?.['request']
  return typeof log === 'string' ? log : ''
}

/** The contents of a form's parts, under their names. */
const partsOf = ({ headers, body }: RecordingEgress): readonly (readonly string[])[] => {
  const boundary = /^multipart\/form-data; boundary=([\w-]+)$/.exec(headers['Content-Type'] ?? '')
  const parts = body.split(`--${boundary?.[1] ?? ''}`)
  expect([parts[0], parts.at(-1)]).toEqual(['', '--\r\n'])
  return parts.slice(1, -1).map((part) => {
    const name = /^\r\nContent-Disposition: form-data; name="([^"]*)"/.exec(part)?.[1] ?? ''
    return [name, part.slice(part.indexOf('\r\n\r\n') + 4, -2)]
  })
}

const body = (type: string, ...data: JsonObject[]): JsonObject => ({
  method: 'post',
  body: { type, data },
})

describe('http-request: method and address', () => {
  it.each(['get', 'post', 'put', 'patch', 'delete', 'head'])(
    'sends %s in either case',
    async (method) => {
      for (const spelling of [method, method.toUpperCase()]) {
        const { egress } = await send({ method: spelling })
        expect(egress.last.method).toBe(method.toUpperCase())
      }
    },
  )

  it('refuses options when it runs, and unknown methods when it is bound', async () => {
    const { outcome, egress } = await send({ method: 'options' })
    expect(outcome).toMatchObject({
      type: 'failed',
      error: 'Invalid http method options',
      errorType: 'InvalidHttpMethodError',
    })
    expect(egress.requests).toEqual([])
    expect(() => bind(kindOf('http-request'), { ...base, method: 'Get' })).toThrow('method')
  })

  it.each([
    ['', 'url is required'],
    ['   ', 'url is required'],
    ['ftp://x', 'url should start with http:// or https://'],
    ['file:///etc/passwd', 'url should start with http:// or https://'],
    ['{{#a.gone#}}', 'url is required'],
    ['http://', 'url is not a valid address'],
  ])('refuses address %j (T-D7)', async (url, error) => {
    expect((await send({ url })).outcome).toMatchObject({ error, errorType: 'InvalidURLError' })
  })

  it('fills variables into the address', async () => {
    const url = 'https://example.org/{{#a.id#}}?q={{#a.q#}}'
    const { egress } = await send({ url }, { 'a.id': segmentOf(7), 'a.q': text('x') })
    expect(egress.last.url).toBe('https://example.org/7?q=x')
  })

  it('splits parameters before they are rendered, and keeps duplicates (H75)', async () => {
    const params = 'a: {{#a.lines#}}\nb:1\nb:2\n\nflag\n: nameless\nc:d:e'
    const { egress } = await send({ params }, { 'a.lines': text('x:y\nz w&') })
    expect(egress.last.url).toBe(
      'https://api.example.org/path?a=x%3Ay%0Az+w%26&b=1&b=2&flag=&c=d%3Ae',
    )
  })

  it('leaves the query of the address alone, apart from parameters given anew', async () => {
    const url = 'https://example.org/?keep=%7Ea&q=old'
    expect((await send({ url })).egress.last.url).toBe(url)
    const { egress } = await send({ url, params: 'q: new' })
    expect(new URL(egress.last.url).searchParams.toString()).toBe('keep=%7Ea&q=new')
  })

  it('turns name and password of an address into a header, not into an address', async () => {
    const { egress, outcome } = await send({ url: 'https://ann:p%40ss@example.org/x#frag' })
    expect(egress.last.url).toBe('https://example.org/x')
    expect(egress.headers).toEqual({ Authorization: `Basic ${btoa('ann:p@ss')}` })
    expect(logOf(outcome)).not.toContain('p%40ss')
  })
})

describe('http-request: headers and keys', () => {
  it('reads lines as `Key: value`, the value empty where there is none (H75)', async () => {
    const headers = 'a:b:c\nx\n\n  Y  :  {{#a.v#}}  \n:nameless'
    const { egress } = await send({ headers }, { 'a.v': text('1') })
    expect(egress.last.headers).toEqual([
      ['a', 'b:c'],
      ['x', ''],
      ['Y', '1'],
    ])
  })

  it('renders headers before they are split; the later of two counts', async () => {
    const headers = '{{#a.all#}}\nAccept: c'
    const { egress } = await send({ headers }, { 'a.all': text('accept: a\nB: b') })
    expect(egress.last.headers).toEqual([
      ['Accept', 'c'],
      ['B', 'b'],
    ])
  })

  it('does not let a value add a header of its own by other line ends', async () => {
    const { egress, outcome } = await send({ headers: 'a: {{#a.v#}}' }, { 'a.v': text('x\0y') })
    expect(outcome).toMatchObject({ errorType: 'HttpRequestNodeError' })
    expect(egress.requests).toEqual([])
    expect((await send({ headers: 'bad name: x' })).outcome).toMatchObject({
      error: 'Illegal header name: "bad name"',
    })
  })

  it('leaves headers of the connection to the connection', async () => {
    const headers = 'Content-Length: 3\nConnection: close\nTransfer-Encoding: chunked\nX: 1'
    expect((await send({ headers })).egress.headers).toEqual({ X: '1' })
  })

  it('writes headers outside ASCII as UTF-8', async () => {
    const { egress } = await send({ headers: 'X: 你' })
    expect(egress.headers['X']).toBe('\xe4\xbd\xa0')
  })

  it.each([
    ['bearer', 'k1', 'Bearer k1'],
    ['basic', 'token', 'Basic token'],
    ['basic', 'ann:pässword', `Basic ${Buffer.from('ann:pässword').toString('base64')}`],
    ['custom', 'raw', 'raw'],
  ])('sends a %s key', async (type, api_key, value) => {
    const config = { type, api_key, header: '' }
    const { egress } = await send({ authorization: { type: 'api-key', config } })
    expect(egress.headers).toEqual({ Authorization: value })
    const named = { type: 'api-key', config: { ...config, header: 'X-Key' } }
    expect((await send({ authorization: named })).egress.headers).toEqual({ 'X-Key': value })
  })

  it('replaces a header of the author by the key, whatever its case', async () => {
    const config = { type: 'bearer', api_key: '{{#a.key#}}' }
    const { egress } = await send(
      { headers: 'authorization: old', authorization: { type: 'api-key', config } },
      { 'a.key': text(' k ') },
    )
    expect(egress.last.headers).toEqual([['Authorization', 'Bearer k']])
  })

  it('refuses a key that is missing or empty', async () => {
    const empty = { type: 'api-key', config: { type: 'bearer', api_key: '{{#a.gone#}}' } }
    expect((await send({ authorization: empty })).outcome).toMatchObject({
      error: 'API key is required for authorization but was empty. Please provide a valid API key.',
      errorType: 'AuthorizationConfigError',
    })
    const unset = { type: 'api-key', config: null }
    expect((await send({ authorization: unset })).outcome).toMatchObject({
      error: 'authorization config is required',
      errorType: 'AuthorizationConfigError',
    })
  })
})

describe('http-request: body', () => {
  it.each(['json', 'raw-text', 'binary'])('wants exactly one item for %s', async (type) => {
    for (const items of [[], [{ value: 'a' }, { value: 'b' }]]) {
      const { outcome } = await send(body(type, ...items))
      expect(outcome).toMatchObject({
        error: `${type} body type should have exactly one item`,
        errorType: 'RequestBodyError',
      })
    }
  })

  it('sends JSON as it is when it is JSON: long numbers keep their digits', async () => {
    const value = '{"id": 12345678901234567890, "x": 1.0, "q": "{{#a.q#}}"}'
    const { egress } = await send(body('json', { type: 'text', value }), { 'a.q': text('é') })
    expect(egress.body).toBe('{"id": 12345678901234567890, "x": 1.0, "q": "é"}')
    expect(egress.headers).toEqual({ 'Content-Type': 'application/json' })
  })

  it.each([
    ["{'a': 1,}", { a: 1 }],
    ['{"a": "line\nbreak"}', { a: 'line\nbreak' }],
    ['{a: True, b: None}', { a: true, b: null }],
    ['[1, 2', [1, 2]],
  ])('mends JSON that is nearly right: %j', async (value, expected) => {
    const { egress } = await send(body('json', { value }))
    expect(JSON.parse(egress.body)).toEqual(expected)
  })

  it('refuses JSON that cannot be mended', async () => {
    expect((await send(body('json', { value: '' }))).outcome).toMatchObject({
      error: 'Failed to parse JSON: ',
      errorType: 'RequestBodyError',
    })
    const deep = '['.repeat(100_000)
    expect((await send(body('json', { value: deep }))).outcome).toMatchObject({
      errorType: 'RequestBodyError',
    })
  })

  it('sends text as text, unless the author says otherwise', async () => {
    const raw = body('raw-text', { value: 'Hi {{#a.n#}}' })
    const plain = await send(raw, { 'a.n': text('Ada') })
    expect(plain.egress.body).toBe('Hi Ada')
    expect(plain.egress.headers).toEqual({ 'Content-Type': 'text/plain' })
    const { egress } = await send({ ...raw, headers: 'content-type: text/csv' })
    expect(egress.headers).toEqual({ 'content-type': 'text/csv' })
  })

  it('sends all fields of a form', async () => {
    const { egress } = await send(
      body(
        'x-www-form-urlencoded',
        { key: 'a', type: 'text', value: '1 & 2' },
        { key: '{{#a.k#}}', value: 'ü' },
      ),
      { 'a.k': text('b') },
    )
    expect(egress.body).toBe('a=1+%26+2&b=%C3%BC')
    expect(egress.headers).toEqual({ 'Content-Type': 'application/x-www-form-urlencoded' })
  })

  const png = createFileValue({
    type: 'image',
    transferMethod: 'local_file',
    reference: 'r',
    filename: 'a"\r\nX: y.png',
    mimeType: 'image/png',
    size: 4,
  })
  const note = createFileValue({
    type: 'document',
    transferMethod: 'local_file',
    reference: 'r',
    filename: 'n.txt',
  })

  it('sends files and fields as parts of a form, whatever type the author names', async () => {
    const { egress } = await send(
      {
        ...body(
          'form-data',
          { key: 'one', type: 'file', file: ['a', 'file'] },
          { key: 'text', type: 'text', value: 'v' },
          { key: 'many', type: 'file', file: ['a', 'files'] },
          { key: 'none', type: 'file', file: ['a', 'text'] },
          { key: 'open', type: 'file', file: [] },
        ),
        headers: 'Content-Type: multipart/form-data',
      },
      { 'a.file': segmentOf(png), 'a.files': segmentOf([note, note]), 'a.text': text('x') },
    )
    expect(partsOf(egress)).toEqual([
      ['text', 'v'],
      ['one', expect.stringContaining('bytes of')],
      ['many', 'bytes of "n.txt"'],
      ['many', 'bytes of "n.txt"'],
    ])
    expect(egress.body).toContain(
      'name="one"; filename="a%22%0D%0AX: y.png"\r\nContent-Type: image/png\r\n\r\nbytes of',
    )
  })

  it('sends a form without files in parts too, with a place held for one', async () => {
    const { egress } = await send(body('form-data', { key: 'k', type: 'text', value: 'a\nb' }))
    expect(partsOf(egress)).toEqual([
      ['k', 'a\nb'],
      ['__multipart_placeholder__', ''],
    ])
  })

  it('sends a single file as it is', async () => {
    const data = body('binary', { type: 'file', file: ['a', 'file'] })
    const { egress } = await send(data, { 'a.file': segmentOf(note) })
    expect(egress.body).toBe('bytes of "n.txt"')
    expect(egress.headers).toEqual({})
    expect((await send(data)).outcome).toMatchObject({
      error: "cannot fetch file with selector ['a', 'file']",
      errorType: 'FileFetchError',
    })
    expect((await send(data, { 'a.file': segmentOf([note]) })).outcome).toMatchObject({
      errorType: 'FileFetchError',
    })
  })

  it('says why a file cannot be sent', async () => {
    const data = body('binary', { type: 'file', file: ['a', 'file'] })
    const gone = createFileValue({
      type: 'document',
      transferMethod: 'local_file',
      reference: 'gone',
    })
    expect((await send(data, { 'a.file': segmentOf(gone) })).outcome).toMatchObject({
      error: 'File gone does not exist',
      errorType: 'FileFetchError',
    })
    const kind = kindOf('http-request', { services: { egress: new RecordingEgress() } })
    expect(await run(kind, { ...base, ...data }, { 'a.file': segmentOf(note) })).toMatchObject({
      error: 'Files cannot be sent: no file reader is configured (services.files).',
    })
  })

  it('reads the shapes of older documents', async () => {
    const legacy = { method: 'post', body: { type: 'json', data: '{"a": "{{#a.v#}}"}' } }
    expect((await send(legacy, { 'a.v': text('1') })).egress.body).toBe('{"a": "1"}')
    for (const none of [{ type: 'none', data: '' }, { type: 'none', data: [] }, null]) {
      const { egress } = await send({ method: 'post', body: none, headers: null, params: null })
      expect(egress.last.body).toBeUndefined()
      expect(egress.last.headers).toEqual([])
    }
  })
})

describe('http-request: what it asks of the network', () => {
  it('waits 10 s to connect and 600 s for the answer, unless the author says otherwise', async () => {
    const defaults = { connectMs: 10_000, idleMs: 600_000 }
    for (const timeout of [
      undefined,
      null,
      { connect: 0, read: null, write: 0 },
      { max_connect_timeout: 300, max_read_timeout: 1 },
    ]) {
      const { egress } = await send(timeout === undefined ? {} : { timeout })
      expect(egress.last.timeouts).toEqual(defaults)
    }
    const { egress } = await send({ timeout: { connect: 1, read: 2.5, write: 3 } })
    expect(egress.last.timeouts).toEqual({ connectMs: 1000, idleMs: 2500 })
  })

  it('checks certificates, unless the author says otherwise', async () => {
    expect((await send({})).egress.last.verifyTls).toBe(true)
    expect((await send({ ssl_verify: null })).egress.last.verifyTls).toBe(true)
    expect((await send({ ssl_verify: false })).egress.last.verifyTls).toBe(false)
  })

  it('names the headers that hold secrets, so that no redirect carries them away (T-D8)', async () => {
    const { egress } = await send(
      {
        headers: 'X-Plain: 1\nX-Mine: id={{#env.k#}}',
        authorization: {
          type: 'api-key',
          config: { type: 'custom', header: 'X-Auth', api_key: 'literal-key' },
        },
      },
      { 'env.k': { type: 'secret', value: 's3cret' } },
    )
    expect(egress.last.credentialHeaders).toEqual(['x-mine', 'x-auth'])
  })

  it('fails and says so when there is no way out', async () => {
    expect(await run(kindOf('http-request'), base)).toMatchObject({
      type: 'failed',
      error: 'HTTP requests cannot be sent: no egress client is configured (services.egress).',
    })
  })

  it('can be retried', () => {
    expect(kindOf('http-request').isRetryable).toBe(true)
  })
})

describe('http-request: what comes of the answer', () => {
  const replied = async (reply: EgressResponse, data: JsonObject = {}): Promise<NodeOutcome> =>
    (await send(data, {}, { egress: new RecordingEgress(() => reply) })).outcome

  it('gives status, text and headers', async () => {
    const headers = { 'content-type': 'application/json', 'set-cookie': 'a=1, b=2' }
    expect(await replied(answer('{"sample":true}', headers, 201))).toMatchObject({
      type: 'succeeded',
      outputs: { status_code: 201, body: '{"sample":true}', headers, files: [] },
      outputTypes: { files: 'array[file]' },
    })
  })

  it('does not fail for a status alone (H29)', async () => {
    for (const more of [
      {},
      { retry_config: { retry_enabled: false, max_retries: 3 } },
      { retry_config: { enabled: true } },
      { error_strategy: 'none' },
    ])
      expect(await replied(answer('no', {}, 404), more)).toMatchObject({
        type: 'succeeded',
        outputs: { status_code: 404, body: 'no' },
      })
  })

  it.each<JsonObject>([
    { error_strategy: 'fail-branch' },
    { error_strategy: 'default-value', default_value: [] },
    { retry_config: { retry_enabled: true, max_retries: 1 } },
  ])('fails for a status when somebody deals with the failure: %j (H28)', async (more) => {
    expect(await replied(answer('down', {}, 500), more)).toMatchObject({
      type: 'failed',
      error: 'Request failed with status code 500',
      errorType: 'HTTPResponseCodeError',
      outputs: { status_code: 500, body: 'down', headers: {}, files: [] },
    })
    expect(await replied(answer('ok', {}, 204), more)).toMatchObject({ type: 'succeeded' })
  })

  it.each([
    ['declared', 'text/html; charset=gb2312', new Uint8Array([0xc4, 0xe3]), '你'],
    ['UTF-8 by default', 'text/plain', encode('héllo'), 'héllo'],
    [
      'marked in the document',
      'text/html',
      new Uint8Array([...encode('<meta charset="gbk">'), 0xc4, 0xe3]),
      '<meta charset="gbk">你',
    ],
    ['unknown', 'text/plain; charset=nonsense', encode('ok'), 'ok'],
    ['not to be told', 'text/plain', new Uint8Array([0x61, 0xff]), 'a\ufffd'],
  ])('decodes text whose charset is %s', async (_, type, bytes, expected) => {
    expect(await replied(answer(bytes, { 'content-type': type }))).toMatchObject({
      outputs: { body: expected },
    })
  })

  it('says how much an answer exceeds the limit of texts and of files', async () => {
    const MIB = 1024 * 1024
    const large = answer('x'.repeat(1.5 * MIB))
    expect(await replied(large)).toMatchObject({
      error: 'Text size is too large, max size is 1.00 MB, but current size is 1.50 MB.',
      errorType: 'ResponseSizeError',
    })
    const limits = {
      ...DEFAULT_NODE_LIMITS,
      http: {
        maxTextBytes: 100,
        maxFileBytes: 200,
        maxUploadBytes: 1,
        connectTimeoutMs: 1000,
        readTimeoutMs: 1000,
      },
    }
    const image = answer('y'.repeat(201), { 'content-type': 'image/png' })
    const egress = new RecordingEgress(() => image)
    const kind = kindOf('http-request', { services: { egress }, limits })
    expect(await run(kind, base)).toMatchObject({
      error: 'File size is too large, max size is 0.00 MB, but current size is 201 bytes.',
    })
    expect(egress.last.maxResponseBytes).toBe(200)
    const cut = (details: JsonObject): RecordingEgress =>
      new RecordingEgress(() => {
        throw new EgressFailed('too-large', 'x', { details })
      })
    const failed = async (details: JsonObject): Promise<unknown> =>
      (await send({}, {}, { egress: cut(details) })).outcome
    expect(await failed({ contentLength: 20 * MIB, 'content-type': 'video/mp4' })).toMatchObject({
      error: 'File size is too large, max size is 10.00 MB, but current size is 20.00 MB.',
    })
    expect(await failed({ 'content-type': 'text/plain' })).toMatchObject({
      error: 'Text size is too large, max size is 1.00 MB, but current size is more than 10.00 MB.',
    })
  })

  it('tells failures of the network, and stops when it is stopped', async () => {
    const failing = (error: Error): RecordingEgress =>
      new RecordingEgress(() => {
        throw error
      })
    const refused = failing(new EgressRefused('10.0.0.1 is not a public address.'))
    expect((await send({}, {}, { egress: refused })).outcome).toMatchObject({
      error: '10.0.0.1 is not a public address.',
      errorType: 'HttpRequestNodeError',
    })
    const broken = failing(new EgressFailed('connection', 'https://x could not be reached'))
    expect((await send({}, {}, { egress: broken })).outcome).toMatchObject({
      error: 'https://x could not be reached',
      errorType: 'HttpRequestNodeError',
    })
    const reason = new Error('stopped')
    const kind = kindOf('http-request', { services: { egress: failing(reason) } })
    await expect(run(kind, base, {}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })
})

describe('http-request: its record', () => {
  const secret: Segment = { type: 'secret', value: 'sk-0123456789abcdef' }
  const middle = '0123456789abc'

  it('shows the request like HTTP, with keys as asterisks', async () => {
    const { outcome } = await send({
      ...body('json', { value: '{"a": 1}' }),
      headers: 'X: 1\nCookie: session=1',
      params: 'q: a b',
      authorization: { type: 'api-key', config: { type: 'bearer', api_key: 'key' } },
    })
    expect(logOf(outcome)).toBe(
      [
        'POST /path?q=a+b HTTP/1.1',
        'Host: api.example.org',
        'X: 1',
        'Cookie: *********',
        'Authorization: **********',
        'Content-Type: application/json',
        'Content-Length: 8',
        '',
        '{"a": 1}',
      ].join('\r\n'),
    )
  })

  it('sends secrets and records masks (H76, T-G2)', async () => {
    const places: JsonObject[] = [
      { url: 'https://api.example.org/{{#env.k#}}?k={{#env.k#}}' },
      { url: '{{#env.url#}}/x' },
      { headers: 'X: {{#env.k#}}' },
      { params: 'k: {{#env.k#}}' },
      body('json', { value: '{"k": "{{#env.k#}}"}' }),
      body('raw-text', { value: '{{#env.k#}}' }),
      body('x-www-form-urlencoded', { key: 'k', value: '{{#env.k#}}' }),
      body('form-data', { key: 'k', type: 'text', value: '{{#env.k#}}' }),
      { authorization: { type: 'api-key', config: { type: 'basic', api_key: 'u:{{#env.k#}}' } } },
    ]
    const variables: Variables = {
      'env.k': secret,
      'env.url': { type: 'secret', value: 'https://hooks.example.org/sk-0123456789abcdef' },
    }
    for (const place of places) {
      const { outcome, egress } = await send(place, variables)
      const { url, headers } = egress.last
      const sent = `${url} ${JSON.stringify(headers)} ${egress.last.body === undefined ? '' : egress.body}`
      const basic = Buffer.from('u:sk-0123456789abcdef').toString('base64')
      expect(sent.includes(middle) || sent.includes(basic)).toBe(true)
      expect(outcome.type).toBe('succeeded')
      expect(JSON.stringify(outcome)).not.toContain(middle)
      expect(JSON.stringify(outcome)).not.toContain(basic)
      expect(logOf(outcome)).toMatch(/\*{6}/)
    }
  })

  it('shows no secret in an error, however the network spells it (H76, T-G2)', async () => {
    const variables: Variables = { 'env.k': { type: 'secret', value: 'p/w d+0123456789' } }
    const echo = (request: () => EgressRequest): RecordingEgress =>
      new RecordingEgress(() => {
        throw new EgressFailed('connection', `${request().url} failed: p/w d+0123456789`)
      })
    const egress: RecordingEgress = echo(() => egress.last)
    const { outcome } = await send({ params: 'k: {{#env.k#}}' }, variables, { egress })
    expect(outcome.type).toBe('failed')
    expect(JSON.stringify(outcome)).not.toContain('0123456')
    const broken = await send(body('json', { value: '{{#env.k#}} {{{' }), {
      'env.k': { type: 'secret', value: '"}]0123456789' },
    })
    expect(JSON.stringify(broken.outcome)).not.toContain('0123456')
  })

  it('shows files as placeholders', async () => {
    const file = createFileValue({
      type: 'document',
      transferMethod: 'local_file',
      reference: 'r',
      filename: 'n.txt',
      mimeType: 'text/plain',
      size: 5,
    })
    const form = body('form-data', { key: 'f', type: 'file', file: ['a', 'f'] })
    const { outcome } = await send(form, { 'a.f': segmentOf(file) })
    expect(logOf(outcome)).toContain('name="f"\r\n\r\n<file n.txt, text/plain, 5 bytes>\r\n')
    const binary = await send(body('binary', { type: 'file', file: ['a', 'f'] }), {
      'a.f': segmentOf(file),
    })
    expect(logOf(binary.outcome)).toContain('\r\n\r\n<file n.txt, text/plain, 5 bytes>')
  })

  it('is there when the request failed, too', async () => {
    const { outcome } = await send({ url: 'ftp://example.org/x' })
    expect(logOf(outcome)).toContain('GET ')
  })

  it('does not read templates out of values (T-A3)', async () => {
    const evil = '{{#env.k#}} {{ 7*7 }} {% for x in y %}'
    const { egress, outcome } = await send(body('raw-text', { value: '{{#a.v#}}' }), {
      'a.v': text(evil),
      'env.k': secret,
    })
    expect(egress.body).toBe(evil)
    expect(JSON.stringify(outcome)).not.toContain(middle)
  })
})
