import { gzipSync } from 'node:zlib'

import { Egress } from '@weft/adapters-egress'
import { AppId, type JsonObject, type TenantId } from '@weft/domain/kernel'
import { HostPattern, type CodeLanguage } from '@weft/domain/workflow'
import {
  createCodeSandbox,
  type CodeNetworkOptions,
  type CodeSandbox,
  type NetworkGrant,
  type NetworkRecord,
} from '@weft/sandbox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { startHttpServer, type TestServer } from '../../../support/http-server.js'
import { requestOf, tenant } from './requests.js'

const GRANTED = tenant(1)
const DENIED = tenant(2)
/** May reach one host, and not by the name the others reach the server by. */
const RESTRICTED = tenant(3)
const UNKNOWN = tenant(4)

const grantOf = (tenantId: TenantId): NetworkGrant => {
  switch (tenantId) {
    case GRANTED:
      return { type: 'granted' }
    case RESTRICTED:
      return {
        type: 'granted',
        hosts: [HostPattern.parse('localhost')],
        howToAdd: (host) => `To add it: add ${host}`,
      }
    case UNKNOWN:
      throw new Error('the database is gone')
    default:
      return { type: 'denied', message: 'Nobody granted it. To grant it: do so' }
  }
}

let server: TestServer
let egress: Egress
let sandbox: CodeSandbox
const records: NetworkRecord[] = []

beforeAll(async () => {
  server = await startHttpServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x')
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('latin1')
      switch (url.pathname) {
        case '/redirect':
          response
            .writeHead(302, { location: url.searchParams.get('to') ?? '/echo?from=redirect' })
            .end()
          return
        case '/status':
          response.writeHead(404, { 'content-type': 'text/plain' }).end('nothing here')
          return
        case '/slow':
          setTimeout(() => response.end('late'), 5_000).unref()
          return
        case '/large':
          response.end(Buffer.alloc(300_000, 'x'))
          return
        case '/gzip':
          response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('packed'))
          return
        case '/bytes':
          response.end(Buffer.from([0, 255, 128, 65]))
          return
        case '/cookie':
          response.setHeader('set-cookie', [
            'a=1; Path=/; Expires=Wed, 21 Oct 2099 07:28:00 GMT',
            'b=2',
          ])
          response.end('ok')
          return
        default:
          response.setHeader('content-type', 'application/json')
          response.end(
            JSON.stringify({
              method: request.method,
              url: request.url,
              headers: request.headers,
              body,
            }),
          )
      }
    })
  })
  egress = Egress.open({ allow: [`127.0.0.1:${server.port}`, `localhost:${server.port}`] })
  sandbox = open({})
  await sandbox.warmUp(['python3', 'javascript'])
})

afterAll(async () => {
  await sandbox.close()
  await egress.close()
  await server.close()
})

function open(limits: CodeNetworkOptions['limits'] & object): CodeSandbox {
  return createCodeSandbox({
    timeoutMs: 8_000,
    network: {
      egress,
      grantOf,
      limits: { maxRequests: 5, maxResponseBytes: 200_000, timeoutMs: 3_000, ...limits },
      audit: (record) => records.push(record),
    },
  })
}

const run = (language: CodeLanguage, code: string, inputs: JsonObject = {}, tenantId = GRANTED) =>
  sandbox.run(requestOf(language, code, { url: server.url, ...inputs }, tenantId), {
    signal: new AbortController().signal,
  })
const output = async (language: CodeLanguage, code: string, inputs: JsonObject = {}) => {
  const outcome = await run(language, code, inputs)
  expect(outcome).toMatchObject({ type: 'completed' })
  return outcome.type === 'completed' ? outcome.output : undefined
}

describe('network in Python', () => {
  it('sends what requests sends', async () => {
    const code = `
import requests
def main(url):
    seen = []
    seen.append(requests.get(url + "/echo?a=1", params={"q": ["x", "ü"], "none": None}, headers={"X-Own": "1"}).json())
    seen.append(requests.post(url + "/form", data={"k": "v w", "l": [1, 2]}).json())
    seen.append(requests.post(url + "/json", json={"k": "ü"}, auth=("me", "secret")).json())
    seen.append(requests.put(url + "/text", data="text ü").json())
    with requests.Session() as session:
        session.headers["Authorization"] = "Bearer x"
        session.params = {"always": "1"}
        seen.append(session.delete(url + "/gone").json())
    return {"seen": [{k: one[k] for k in ("method", "url", "body")} for one in seen],
            "own": seen[0]["headers"]["x-own"], "agent": seen[0]["headers"]["user-agent"],
            "form": seen[1]["headers"]["content-type"], "auth": seen[2]["headers"]["authorization"],
            "bearer": seen[4]["headers"]["authorization"]}`
    expect(await output('python3', code)).toEqual({
      seen: [
        { method: 'GET', url: '/echo?a=1&q=x&q=%C3%BC', body: '' },
        { method: 'POST', url: '/form', body: 'k=v+w&l=1&l=2' },
        { method: 'POST', url: '/json', body: '{"k": "\\u00fc"}' },
        { method: 'PUT', url: '/text', body: Buffer.from('text ü').toString('latin1') },
        { method: 'DELETE', url: '/gone?always=1', body: '' },
      ],
      own: '1',
      agent: 'python-requests/2.32',
      form: 'application/x-www-form-urlencoded',
      auth: `Basic ${Buffer.from('me:secret').toString('base64')}`,
      bearer: 'Bearer x',
    })
  })

  it('answers as requests answers', async () => {
    const code = `
import requests
from requests.exceptions import HTTPError
from requests.auth import HTTPBasicAuth
def main(url):
    missing = requests.get(url + "/status")
    try:
        missing.raise_for_status()
    except HTTPError as error:
        raised = [str(error), error.response.status_code]
    moved = requests.get(url + "/redirect")
    kept = requests.get(url + "/redirect", allow_redirects=False)
    packed = requests.get(url + "/gzip")
    cookie = requests.get(url + "/cookie")
    return {"ok": missing.ok, "truth": bool(missing), "reason": missing.reason, "text": missing.text,
            "type": missing.headers["Content-Type"], "raised": raised, "moved": moved.json()["url"],
            "kept": [kept.status_code, kept.headers["LOCATION"], kept.is_redirect],
            "packed": packed.text, "cookies": cookie.cookies.get_dict(),
            "lines": list(missing.iter_lines()) == [b"nothing here"], "elapsed": missing.elapsed.total_seconds() > 0}`
    expect(await output('python3', code)).toEqual({
      ok: false,
      truth: false,
      reason: 'Not Found',
      text: 'nothing here',
      type: 'text/plain',
      raised: [`404 Client Error: Not Found for url: ${server.url}/status`, 404],
      moved: '/echo?from=redirect',
      kept: [302, '/echo?from=redirect', true],
      packed: 'packed',
      cookies: { a: '1', b: '2' },
      lines: true,
      elapsed: true,
    })
  })

  it('sends files as multipart, and bytes both ways', async () => {
    const code = `
import io, requests
def main(url):
    sent = requests.post(url + "/upload", data={"k": "v"}, files={"f": ("a.txt", io.BytesIO(b"content"), "text/plain")}).json()
    return {"type": sent["headers"]["content-type"].split(";")[0], "body": sent["body"],
            "bytes": list(requests.get(url + "/bytes").content)}`
    const found = (await output('python3', code)) as { type: string; body: string; bytes: number[] }
    expect(found.type).toBe('multipart/form-data')
    expect(found.body).toContain('name="f"; filename="a.txt"')
    expect(found.body).toContain('content')
    expect(found.bytes).toEqual([0, 255, 128, 65])
  })

  it('knows the common part of httpx', async () => {
    const code = `
import httpx
def main(url):
    with httpx.Client(base_url=url, headers={"X-Own": "1"}, timeout=2) as client:
        echoed = client.post("/echo", json={"k": "ü"}, params={"q": 1}).raise_for_status().json()
        moved = client.get("/redirect")
    try:
        httpx.get(url + "/status").raise_for_status()
    except httpx.HTTPStatusError as error:
        raised = error.response.status_code
    return {"url": echoed["url"], "own": echoed["headers"]["x-own"], "moved": moved.status_code,
            "success": moved.is_success, "raised": raised,
            "followed": httpx.get(url + "/redirect", follow_redirects=True).json()["url"]}`
    expect(await output('python3', code)).toEqual({
      url: '/echo?q=1',
      own: '1',
      moved: 302,
      success: false,
      raised: 404,
      followed: '/echo?from=redirect',
    })
  })

  it.each([
    ['requests.get("http://127.0.0.1:1/")', 'ConnectionError', 'not a public address'],
    [
      'requests.get("http://169.254.169.254/latest/meta-data/")',
      'ConnectionError',
      'not a public address',
    ],
    ['requests.get(url + "/slow", timeout=0.2)', 'ReadTimeout', 'No answer within 0.2 s'],
    ['requests.get(url + "/large")', 'ConnectionError', 'larger than'],
    ['requests.get("ftp://example.org/")', 'InvalidSchema', 'No connection adapters'],
    ['requests.get("example.org")', 'MissingSchema', 'No scheme supplied'],
    ['requests.get("file:///etc/passwd")', 'InvalidSchema', 'No connection adapters'],
    ['requests.get(url, headers={"X-Bad": "a\\r\\nHost: evil"})', 'InvalidURL', 'cannot be sent'],
    ['[requests.get(url) for _ in range(9)]', 'ConnectionError', 'may send 5 requests'],
  ])('raises for %s', async (call, type, message) => {
    const outcome = await run('python3', `import requests\ndef main(url):\n    ${call}`)
    expect(outcome).toMatchObject({ type: 'failed', error: { type } })
    expect(outcome.type === 'failed' && outcome.error.message).toContain(message)
  })

  it('T-A12: says how to grant the network where it is not granted', async () => {
    const code =
      'import requests\ndef main(url):\n    return {"t": requests.get(url + "/denied").text}'
    const outcome = await run('python3', code, {}, DENIED)
    expect(outcome).toMatchObject({ type: 'failed', error: { type: 'ConnectionError', line: 3 } })
    expect(outcome.type === 'failed' && outcome.error.message).toContain('To grant it: do so')
    expect(server.requests).not.toContain('GET /denied')
  })

  it('takes nothing but requests on its device, and cuts what is too large', async () => {
    const before = server.requests.length
    const code = `
import os
def ask(data):
    fd = os.open("/dev/network", os.O_RDWR)
    try:
        for at in range(0, len(data), 1 << 20): os.write(fd, data[at:at + (1 << 20)])
        return os.read(fd, 4096).decode()
    except OSError as error: return "errno %d" % error.errno
    finally: os.close(fd)
def main(url):
    return {"answers": [ask(b""), ask(b"nonsense"), ask(b"[1]\\n"), ask(b'{"method":"TRACE","url":"http://x"}\\n'),
        ask(b'{"method":"GET","url":1,"headers":[]}\\n'), ask(b'{"method":"GET","url":"http://x/","headers":[["a"]]}\\n'),
        ask(b"x" * (20 << 20))]}`
    const { answers } = (await output('python3', code)) as { answers: string[] }
    expect(answers).toHaveLength(7)
    for (const answer of answers.slice(0, 6))
      expect(JSON.parse(answer)).toMatchObject({ kind: 'invalid' })
    expect(answers[6]).toContain('errno')
    expect(server.requests.length).toBe(before)
  })

  it('ends with the run, in the middle of a request', async () => {
    const own = createCodeSandbox({
      timeoutMs: 700,
      network: { egress, grantOf: () => ({ type: 'granted' }) },
    })
    const code =
      'import requests\ndef main(url):\n    return {"t": requests.get(url + "/slow").text}'
    const request = requestOf('python3', code, { url: server.url })
    const outcome = await own.run(request, { signal: new AbortController().signal })
    expect(outcome).toEqual({ type: 'timed-out', limitMs: 700 })
    await own.close()
  })
})

describe('fetch in JavaScript', () => {
  it('sends and reads', async () => {
    const code = `
async function main({ url }) {
  const echoed = await (await fetch(url + '/echo?a=1', {
    method: 'post', headers: { 'X-Own': '1', 'Content-Type': 'application/json' }, body: JSON.stringify({ k: 'ü' }),
  })).json()
  const form = await (await fetch(url + '/form', { method: 'POST', body: new URLSearchParams({ a: 'b c' }) })).json()
  const bytes = new Uint8Array(await (await fetch(url + '/bytes')).arrayBuffer())
  const missing = await fetch(url + '/status')
  return { method: echoed.method, own: echoed.headers['x-own'], body: echoed.body, form: form.body, bytes: [...bytes],
    missing: [missing.ok, missing.status, missing.headers.get('Content-Type'), await missing.text()] }
}`
    expect(await output('javascript', code)).toEqual({
      method: 'POST',
      own: '1',
      body: Buffer.from('{"k":"ü"}').toString('latin1'),
      form: 'a=b+c',
      bytes: [0, 255, 128, 65],
      missing: [false, 404, 'text/plain', 'nothing here'],
    })
  })

  it('sends several at once, in TypeScript as well', async () => {
    const code = `
async function main({ url }: { url: string }): Promise<{ found: string[] }> {
  const answers = await Promise.all([1, 2, 3].map((n: number) => fetch(url + '/echo?n=' + n)))
  return { found: await Promise.all(answers.map(async (answer) => (await answer.json()).url as string)) }
}`
    expect(await output('typescript', code)).toEqual({
      found: ['/echo?n=1', '/echo?n=2', '/echo?n=3'],
    })
  })

  it('follows redirects, or hands them back', async () => {
    const code = `
async function main({ url }) {
  const moved = await fetch(url + '/redirect')
  const kept = await fetch(url + '/redirect', { redirect: 'manual' })
  return { moved: [moved.redirected, (await moved.json()).url], kept: kept.status }
}`
    expect(await output('javascript', code)).toEqual({
      moved: [true, '/echo?from=redirect'],
      kept: 302,
    })
  })

  it.each([
    ["fetch('http://127.0.0.1:1/')", 'not a public address'],
    ["fetch('nowhere')", 'not an http or https address'],
    ["fetch(url, { method: 'TRACE' })", 'method is not known'],
    ["fetch(url, { headers: { 'x y': '1' } })", 'not a header name'],
    ['Promise.all(Array.from({ length: 9 }, () => fetch(url)))', 'may send 5 requests'],
  ])('rejects %s', async (call, message) => {
    const outcome = await run('javascript', `async function main({ url }) { return await ${call} }`)
    expect(outcome).toMatchObject({ type: 'failed', error: { type: 'TypeError' } })
    expect(outcome.type === 'failed' && outcome.error.message).toContain(message)
  })

  it('T-A12: says how to grant the network where it is not granted', async () => {
    const code =
      'async function main({ url }) {\n  return { t: await (await fetch(url + "/denied")).text() }\n}'
    const outcome = await run('javascript', code, {}, DENIED)
    expect(outcome.type === 'failed' && outcome.error.message).toContain('To grant it: do so')
    expect(server.requests).not.toContain('GET /denied')
  })

  it('lets code that forges its own requests reach nothing else', async () => {
    const code = `
Array.prototype.shift = () => '[1,{"method":"CONNECT","url":"http://127.0.0.1:22"}]'
Map.prototype.get = () => ({ resolve() {}, reject() {} })
async function main({ url }) { fetch(url + '/forged'); return await Promise.race([fetch(url + '/forged'), new Promise(() => {})]) }`
    const outcome = await run('javascript', code)
    expect(['failed', 'timed-out', 'crashed']).toContain(outcome.type)
    expect(server.requests).not.toContain('GET /forged')
  })
})

describe('a grant for some hosts', () => {
  const local = () => server.url.replace('127.0.0.1', 'localhost')
  const code = `
import requests
def main(url, path):
    return {"url": requests.get(url + path).json()["url"]}`
  const reach = (url: string, path: string) => run('python3', code, { url, path }, RESTRICTED)

  it('reaches these, and says how to add another', async () => {
    expect(await reach(local(), '/echo')).toMatchObject({ output: { url: '/echo' } })
    const before = server.requests.length
    const refused = await reach(server.url, '/echo')
    expect(refused).toMatchObject({ type: 'failed', error: { type: 'ConnectionError' } })
    expect(refused.type === 'failed' && refused.error.message).toContain(
      '127.0.0.1 is not among the hosts that code of this workspace may reach. To add it: add 127.0.0.1',
    )
    expect(server.requests.length).toBe(before)
  })

  it('T-D5: holds for redirects too', async () => {
    const to = encodeURIComponent(`${server.url}/elsewhere`)
    const outcome = await reach(local(), `/redirect?to=${to}`)
    expect(outcome).toMatchObject({ type: 'failed' })
    expect(server.requests).not.toContain('GET /elsewhere')
  })

  it('T-D8: does not let a header name another host', async () => {
    const hostile = `
import requests
def main(url):
    return {"host": requests.get(url + "/echo", headers={"Host": "other.example"}).json()["headers"]["host"]}`
    const outcome = await run('python3', hostile, { url: local() }, RESTRICTED)
    expect(outcome).toMatchObject({ output: { host: `localhost:${server.port}` } })
  })
})

describe('a grant that cannot be looked up', () => {
  it('runs nothing', async () => {
    for (const language of ['python3', 'javascript'] as const)
      expect(await run(language, 'def main(): pass', {}, UNKNOWN)).toEqual({
        type: 'refused',
        reason: 'unavailable',
        message:
          'What code of this workspace may do could not be looked up. Try again in a moment.',
      })
  })
})

describe('the record of network use', () => {
  const caller = {
    appId: AppId.parse('018f2f7a-2222-7aaa-8bbb-000000000001'),
    runId: 'run-1',
    nodeId: 'node-1',
  }
  const recordsOf = async (language: CodeLanguage, code: string, tenantId: TenantId) => {
    records.length = 0
    const request = requestOf(language, code, { url: server.url }, tenantId)
    await sandbox.run(request, { signal: new AbortController().signal, caller })
    expect(JSON.stringify(records)).not.toContain('hidden')
    return records.map((record) => ({ ...record, elapsedMs: 0 }))
  }

  it('T-D3: holds every request with who sent it, and nothing that may be secret', async () => {
    const code = `
import requests
def main(url):
    requests.post(url + "/hidden/path?token=hidden", headers={"Authorization": "hidden"}, data="hidden")
    requests.get(url.replace("//", "//hidden:hidden@") + "/status")
    requests.get(url + "/redirect?to=" + url.replace("127.0.0.1", "localhost"))
    try: requests.get("http://127.0.0.1:1/hidden")
    except requests.RequestException: pass
    try: requests.get(url + "/large")
    except requests.RequestException: pass`
    const common = { ...caller, tenantId: GRANTED, language: 'python3', method: 'GET' }
    const bytes = { requestBytes: 0, elapsedMs: 0 }
    expect(await recordsOf('python3', code, GRANTED)).toEqual([
      {
        ...{ ...common, ...bytes, method: 'POST', origin: server.url, result: 200 },
        requestBytes: 6,
        responseBytes: expect.any(Number) as number,
      },
      { ...common, ...bytes, origin: server.url, result: 404, responseBytes: 12 },
      {
        ...{ ...common, ...bytes, origin: server.url, result: 200 },
        answeredBy: server.url.replace('127.0.0.1', 'localhost'),
        responseBytes: expect.any(Number) as number,
      },
      { ...common, ...bytes, origin: 'http://127.0.0.1:1', result: 'refused', responseBytes: 0 },
      { ...common, ...bytes, origin: server.url, result: 'too-large', responseBytes: 0 },
    ])
  })

  it('says that a host was not granted', async () => {
    const code = 'async function main({ url }) { await fetch(url + "/hidden") }'
    expect(await recordsOf('javascript', code, RESTRICTED)).toMatchObject([
      { origin: server.url, result: 'host', tenantId: RESTRICTED },
    ])
  })

  it.each([
    [
      'python3',
      'import requests\ndef main(url):\n    for i in range(200):\n        try: requests.get(url)\n        except requests.RequestException: pass',
    ],
    [
      'javascript',
      'async function main({ url }) { for (let i = 0; i < 200; i += 1) await fetch(url).catch(() => {}) }',
    ],
  ] as const)('of %s is not filled by a program that asks in vain', async (language, code) => {
    expect(await recordsOf(language, code, DENIED)).toMatchObject([
      { tenantId: DENIED, origin: server.url, result: 'denied' },
    ])
    const granted = await recordsOf(language, code, GRANTED)
    expect(granted.map(({ result }) => result)).toEqual([200, 200, 200, 200, 200, 'limit'])
  })
})
