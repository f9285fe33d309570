import { ToolInvocationFailed } from '@weft/domain/tool'
import { webscraperTools } from '@weft/application/tool'
import { describe, expect, it } from 'vitest'
import { FakeEgress, textOf } from './tool-harness.js'

const url = 'https://weaving.test/warp'
const html = { 'content-type': 'text/html; charset=utf-8' }

const page = `<!doctype html><html><head><title>Warp &amp; weft</title>
<meta name="author" content="Ada"><meta property="article:published_time" content="2024-02-29">
<script>alert('x')</script><style>p{}</style></head>
<body><nav>Home</nav><article><h1>Threads</h1><p>Warp   runs
along.</p><p>Weft &lt;crosses&gt;.</p><script>document.write('no')</script></article><footer>(c)</footer></body></html>`

const read = (body: string | Uint8Array, headers: Record<string, string> = html) =>
  textOf(webscraperTools(new FakeEgress({ [url]: { body, headers } })), 'webscraper', { url })

describe('webscraper', () => {
  it('tells what a page says, and nothing else of it', async () => {
    expect(await read(page)).toBe(
      'TITLE: Warp & weft\nAUTHORS: Ada\nPUBLISH DATE: 2024-02-29\n' +
        'TEXT:\n\nThreads\nWarp runs along.\nWeft <crosses>.',
    )
  })

  it('reads the whole body where no part is marked as the main one', async () => {
    expect(await read('<p>one<p>two<br>three')).toMatch(/TEXT:\n\none\ntwo\nthree$/)
  })

  it('gives other text as it is', async () => {
    expect(await read('{"a": 1}', { 'content-type': 'application/json' })).toBe('{"a": 1}')
    expect(await read('a,b', { 'content-type': 'text/csv' })).toBe('a,b')
  })

  it('reads the encoding a page declares', async () => {
    const bytes = new TextEncoder().encode('<meta charset="gbk"><p>')
    const text = await read(Uint8Array.of(...bytes, 0xd6, 0xd0), { 'content-type': 'text/html' })
    expect(text).toMatch(/中$/)
    expect(await read('x', { 'content-type': 'text/plain; charset=nonsense' })).toBe('x')
  })

  it('tells what cannot be read', async () => {
    expect(await read('%PDF', { 'content-type': 'application/pdf' })).toBe(
      `Unsupported content-type [application/pdf] of URL ${url}.`,
    )
    const gone = webscraperTools(new FakeEgress({ [url]: { status: 404 } }))
    expect(await textOf(gone, 'webscraper', { url })).toBe('URL returned status code 404.')
    expect(await read('')).toBe('')
  })

  it('reaches nothing the egress client refuses (T-D1)', async () => {
    const egress = new FakeEgress({})
    for (const refused of ['http://127.0.0.1/', 'file:///etc/passwd', 'http://169.254.169.254/'])
      await expect(textOf(webscraperTools(egress), 'webscraper', { url: refused })).rejects.toThrow(
        ToolInvocationFailed,
      )
    expect(egress.requests).toHaveLength(3)
  })

  it('passes for the browser it is told to, and reads at most ten megabytes', async () => {
    const egress = new FakeEgress({ [url]: { body: 'x', headers: html } })
    await textOf(webscraperTools(egress), 'webscraper', { url, user_agent: 'Loom/1' })
    expect(egress.requests[0]).toMatchObject({
      headers: [['User-Agent', 'Loom/1']],
      maxResponseBytes: 10 * 1024 * 1024,
    })
  })

  it('says that it makes no summaries', async () => {
    const tools = webscraperTools(new FakeEgress({}))
    await expect(textOf(tools, 'webscraper', { url, generate_summary: 'true' })).rejects.toThrow(
      'Summaries are not available here',
    )
  })

  it('is not held up by a hostile page', async () => {
    const began = performance.now()
    await read('<div>'.repeat(200_000) + '<article><p>'.repeat(100_000) + ' '.repeat(1_000_000))
    expect(performance.now() - began).toBeLessThan(5_000)
  })
})
