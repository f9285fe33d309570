import { ModelCallFailed, type ModelFailureKind } from '@weft/domain/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  startOpenAiServer,
  type OpenAiServer,
  type OpenAiServerAnswer,
} from '../../../support/openai-server.js'
import {
  aCompletionRequest,
  collect,
  failureOf,
  finishOf,
  textOfChunks,
} from '../../support/completion-request.js'
import { languageModelAt } from '../../support/registry.js'

let server: OpenAiServer
beforeAll(async () => {
  server = await startOpenAiServer()
})
afterAll(() => server.close())

const modes = ['chat', 'completion'] as const
const settings = (mode: (typeof modes)[number]) => ({
  models: { served: { mode } },
  timeouts: { readMs: 300 },
})
const call = async (mode: (typeof modes)[number], answer: OpenAiServerAnswer) => {
  server.script(answer)
  return collect(await languageModelAt(server.url, settings(mode), 'served'))
}

type Failing = readonly [
  situation: string,
  answer: OpenAiServerAnswer,
  kind: ModelFailureKind,
  message: RegExp,
]
const status = (code: number, headers: Record<string, string> = {}): OpenAiServerAnswer => ({
  failure: { type: 'status', status: code, message: `provider says ${code}`, headers },
})
const page = '<html><body>Sign in</body></html>'

const failing: readonly Failing[] = [
  ['400', status(400), 'bad-request', /provider says 400/],
  ['401', status(401), 'authorization', /refused the credentials/],
  ['403', status(403), 'authorization', /refused the credentials/],
  ['404', status(404), 'bad-request', /provider says 404/],
  ['408', status(408), 'connection', /provider says 408/],
  ['429', status(429), 'rate-limit', /provider says 429/],
  ['500', status(500), 'server-unavailable', /provider says 500/],
  ['503', status(503), 'server-unavailable', /provider says 503/],
  [
    '502 with a web page',
    { failure: { type: 'status', status: 502, body: page } },
    'server-unavailable',
    /answered with status 502\.$/,
  ],
  ['hang before headers', { failure: { type: 'hang-before-headers' } }, 'connection', /300 ms/],
  ['hang mid-stream', { failure: { type: 'hang-mid-stream' } }, 'connection', /300 ms/],
  [
    'cut before headers',
    { failure: { type: 'cut-before-headers' } },
    'connection',
    /not be reached/,
  ],
  ['cut mid-stream', { failure: { type: 'cut-mid-stream' } }, 'connection', /broke off/],
  ['end without a reason', { failure: { type: 'end-mid-stream' } }, 'connection', /broke off/],
  ['no choices at all', { failure: { type: 'empty-choices' } }, 'connection', /broke off/],
  [
    'malformed chunk',
    { failure: { type: 'malformed-chunk' } },
    'server-unavailable',
    /could not be read/,
  ],
  [
    'a web page instead of a stream',
    { failure: { type: 'wrong-content-type', contentType: 'text/html', body: page } },
    'server-unavailable',
    /text\/html instead of a stream/,
  ],
  [
    'an error document instead of a stream',
    {
      failure: {
        type: 'wrong-content-type',
        contentType: 'application/json',
        body: '{"error":{"message":"model is loading"}}',
      },
    },
    'server-unavailable',
    /model is loading/,
  ],
  [
    'an error inside the stream',
    { failure: { type: 'error-chunk', error: { message: 'overloaded', type: 'server_error' } } },
    'server-unavailable',
    /overloaded/,
  ],
  [
    'a rate limit inside the stream',
    {
      failure: {
        type: 'error-chunk',
        error: { message: 'slow down', type: 'x', code: 'rate_limit_exceeded' },
      },
    },
    'rate-limit',
    /slow down/,
  ],
]

describe.each(modes)('a %s model', (mode) => {
  it.each(failing)('reports %s as a typed failure', async (_situation, answer, kind, message) => {
    const error = await failureOf(call(mode, answer))
    expect(error).toBeInstanceOf(ModelCallFailed)
    expect(error).toMatchObject({
      kind,
      model: { provider: 'openai', name: 'served' },
      retryable: kind !== 'authorization' && kind !== 'bad-request',
    })
    expect((error as ModelCallFailed).message).toMatch(message)
    expect((error as ModelCallFailed).message).toMatch(/^\[OpenAI\] /)
  })

  it.each([
    [{}, undefined],
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '7', 'retry-after-ms': '1500' }, 1_500],
    [{ 'retry-after': new Date(Date.now() - 60_000).toUTCString() }, 0],
  ])('takes over when to come back from %j', async (headers, retryAfterMs) => {
    const error = await failureOf(call(mode, status(429, headers)))
    expect(error).toMatchObject({ kind: 'rate-limit', retryAfterMs })
  })

  it('never asks twice by itself', async () => {
    const before = server.requests.length
    await failureOf(call(mode, status(503)))
    expect(server.requests.length - before).toBe(1)
  })

  it('reports a provider that is not there', async () => {
    const gone = await startOpenAiServer()
    await gone.close()
    const model = await languageModelAt(gone.url, settings(mode), 'served')
    const error = await failureOf(collect(model))
    expect(error).toMatchObject({ kind: 'connection', retryable: true })
    expect((error as Error).message).not.toContain('127.0.0.1')
  })

  it('keeps the chunks that came before the failure', async () => {
    server.script({ text: ['one', 'two', 'three'], failure: { type: 'cut-mid-stream' } })
    const model = await languageModelAt(server.url, settings(mode), 'served')
    const seen: string[] = []
    const failed = failureOf(
      (async () => {
        for await (const chunk of model.complete(aCompletionRequest(), {
          signal: new AbortController().signal,
        }))
          if (chunk.type === 'text') seen.push(chunk.text)
      })(),
    )
    expect(await failed).toMatchObject({ kind: 'connection' })
    expect(seen).toEqual(['one', 'two'])
  })

  it('puts characters together that arrive byte by byte', async () => {
    const chunks = await call(mode, {
      text: ['Grüße ', '你好', ' 👩‍👩‍👧'],
      failure: { type: 'slow-drip', delayMs: 0 },
    })
    expect(textOfChunks(chunks)).toBe('Grüße 你好 👩‍👩‍👧')
    expect(finishOf(chunks).reason).toEqual({ unified: 'stop', raw: 'stop' })
  })

  it('takes comments of the stream as a sign of life', async () => {
    const chunks = await call(mode, { failure: { type: 'comments', everyMs: 100, times: 5 } })
    expect(textOfChunks(chunks)).toBe('Hello from the server.')
  })

  it('does not count the pauses of the reader as silence of the provider', async () => {
    server.script({ text: ['one', 'two', 'three'] })
    const model = await languageModelAt(server.url, settings(mode), 'served')
    const stream = model.complete(aCompletionRequest(), { signal: new AbortController().signal })
    let text = ''
    for await (const chunk of stream) {
      if (chunk.type === 'text') text += chunk.text
      if (text === 'one') await new Promise((resolve) => setTimeout(resolve, 500))
    }
    expect(text).toBe('onetwothree')
  })

  it('counts the tokens when the provider does not report them', async () => {
    const finish = finishOf(await call(mode, { usage: 'absent' }))
    expect(finish.isUsageCounted).toBe(true)
    const { messages } = aCompletionRequest()
    const model = await languageModelAt(server.url, settings(mode), 'served')
    expect(finish.usage.promptTokens).toBe(await model.countTokens(messages))
    expect(finish.usage.completionTokens).toBe(5)
  })

  it('takes over the tokens the provider reports', async () => {
    const finish = finishOf(
      await call(mode, { usage: { promptTokens: 123, completionTokens: 45 } }),
    )
    expect(finish).toMatchObject({ isUsageCounted: false })
    expect(finish.usage).toMatchObject({ promptTokens: 123, completionTokens: 45 })
  })
})

describe('a chat model', () => {
  it('puts tool calls together that arrive in pieces', async () => {
    const chunks = await call('chat', {
      text: ['Let me look.'],
      toolCalls: [
        { id: 'a', name: 'weather', arguments: '{"city": "Zürich", "days": 3}' },
        { id: 'b', name: 'clock', arguments: '{}' },
      ],
    })
    expect(chunks.filter(({ type }) => type === 'tool-call')).toEqual([
      {
        type: 'tool-call',
        call: { id: 'a', name: 'weather', arguments: '{"city": "Zürich", "days": 3}' },
      },
      { type: 'tool-call', call: { id: 'b', name: 'clock', arguments: '{}' } },
    ])
    expect(finishOf(chunks).reason).toEqual({ unified: 'tool-calls', raw: 'tool_calls' })
  })

  it('reports a tool call without a name as an answer that cannot be read', async () => {
    const error = await failureOf(call('chat', { toolCalls: [{ arguments: '{}' }] }))
    expect(error).toMatchObject({ kind: 'server-unavailable' })
  })

  it('keeps reasoning apart from text', async () => {
    const chunks = await call('chat', { reasoning: ['hm, ', 'yes'], text: ['42'] })
    expect(chunks.slice(0, 3)).toEqual([
      { type: 'reasoning', text: 'hm, ' },
      { type: 'reasoning', text: 'yes' },
      { type: 'text', text: '42' },
    ])
  })

  it.each([
    ['length', 'length'],
    ['content_filter', 'content-filter'],
    ['something_new', 'other'],
  ] as const)('names the finish reason %s', async (raw, unified) => {
    const chunks = await call('chat', { finishReason: raw })
    expect(finishOf(chunks).reason).toEqual({ unified, raw })
  })

  it('hands chunks on as they arrive', async () => {
    server.script({ text: ['first', 'second'], delayMs: 120 })
    const model = await languageModelAt(server.url, settings('chat'), 'served')
    const arrivals: number[] = []
    for await (const chunk of model.complete(aCompletionRequest(), {
      signal: new AbortController().signal,
    }))
      if (chunk.type === 'text') arrivals.push(performance.now())
    expect(arrivals[1]! - arrivals[0]!).toBeGreaterThan(60)
  })
})
