import { getEventListeners } from 'node:events'
import { ModelCallFailed, type ModelFailureKind } from '@weft/domain/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenAiServer, OpenAiServerAnswer } from '../../support/openai-server.js'
import { startProviderServer } from '../../support/provider-server.js'
import {
  aCompletionRequest,
  collect,
  failureOf,
  finishOf,
  never,
  textOfChunks,
} from '../support/completion-request.js'
import { printed } from '../support/printed.js'
import { plantedKey } from '../support/registry.js'
import { REMOTE_SUBJECTS, remoteModel, type RemoteSubject } from '../support/remote-provider.js'
import { ownTime } from '../../support/own-time.js'

let server: OpenAiServer
beforeAll(async () => {
  server = await startProviderServer()
})
afterAll(() => server.close())

const impatient = { timeouts: { readMs: 500 } }
const call = async (subject: RemoteSubject, answer: OpenAiServerAnswer, signal = never()) => {
  server.script(answer)
  const model = await remoteModel(subject, server.url, impatient)
  return collect(model, aCompletionRequest(), signal)
}

/** Timers that would keep the process going. */
const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length

const quoting = `Incorrect API key provided: ${plantedKey}.`
const page = '<html><body>Sign in</body></html>'
const status = (code: number, headers: Record<string, string> = {}): OpenAiServerAnswer => ({
  failure: { type: 'status', status: code, message: quoting, headers },
})

type Failing = {
  readonly situation: string
  readonly answer: OpenAiServerAnswer
  readonly kind: ModelFailureKind
  /** Where another kind is meant for some subjects. */
  readonly kindOf?: Readonly<Record<string, ModelFailureKind>>
  readonly retryAfterMs?: number
  readonly unlessLacking?: 'stream-error'
}

const FAILING: readonly Failing[] = [
  { situation: '400', answer: status(400), kind: 'bad-request' },
  { situation: '401', answer: status(401), kind: 'authorization' },
  { situation: '403', answer: status(403), kind: 'authorization' },
  { situation: '404', answer: status(404), kind: 'bad-request' },
  { situation: '429', answer: status(429), kind: 'rate-limit' },
  {
    situation: '429 with a time to come back',
    answer: status(429, { 'retry-after': '7' }),
    kind: 'rate-limit',
    retryAfterMs: 7_000,
  },
  { situation: '500', answer: status(500), kind: 'server-unavailable' },
  { situation: '503', answer: status(503), kind: 'server-unavailable' },
  {
    situation: '529 with a web page',
    answer: { failure: { type: 'status', status: 529, body: page } },
    kind: 'server-unavailable',
  },
  {
    situation: 'silence before the headers',
    answer: { failure: { type: 'hang-before-headers' } },
    kind: 'connection',
  },
  {
    situation: 'silence in the middle',
    answer: { failure: { type: 'hang-mid-stream' } },
    kind: 'connection',
  },
  {
    situation: 'a connection cut before the headers',
    answer: { failure: { type: 'cut-before-headers' } },
    kind: 'connection',
  },
  {
    situation: 'a connection cut in the middle',
    answer: { failure: { type: 'cut-mid-stream' } },
    kind: 'connection',
  },
  {
    situation: 'an end in the middle',
    answer: { failure: { type: 'end-mid-stream' } },
    kind: 'connection',
  },
  {
    situation: 'no choices at all',
    answer: { failure: { type: 'empty-choices' } },
    kind: 'connection',
    // Its library cannot read them; the others pass over them, and miss the end.
    kindOf: { mistral: 'server-unavailable' },
  },
  {
    situation: 'a chunk that cannot be read',
    answer: { failure: { type: 'malformed-chunk' } },
    kind: 'server-unavailable',
  },
  {
    situation: 'a web page instead of a stream',
    answer: { failure: { type: 'wrong-content-type', contentType: 'text/html', body: page } },
    kind: 'server-unavailable',
  },
  {
    situation: 'a report of overload in the stream',
    answer: { failure: { type: 'stream-error', report: 'overloaded' } },
    kind: 'server-unavailable',
    unlessLacking: 'stream-error',
  },
  {
    situation: 'a report of too many calls in the stream',
    answer: { failure: { type: 'stream-error', report: 'rate-limit' } },
    kind: 'rate-limit',
    unlessLacking: 'stream-error',
  },
]

describe.each(REMOTE_SUBJECTS)('a language model of $name', (subject) => {
  const has = (
    ability:
      | NonNullable<Failing['unlessLacking']>
      | 'reasoning'
      | 'usage-absent'
      | 'comments'
      | 'content-filter',
  ) => !subject.lacks.has(ability)

  const failing = FAILING.filter(({ unlessLacking: needed }) => !needed || has(needed)).map(
    (failure) => ({ ...failure, kind: failure.kindOf?.[subject.name] ?? failure.kind }),
  )
  it.each(failing)(
    'reports $situation as $kind, gives nothing away and leaves nothing behind',
    async ({ answer, kind, retryAfterMs }) => {
      const before = server.requests.length
      const timersBefore = timers()
      const caller = new AbortController()
      const error = await failureOf(call(subject, answer, caller.signal))
      expect(error).toBeInstanceOf(ModelCallFailed)
      expect(error).toMatchObject({
        kind,
        retryAfterMs,
        model: { provider: 'subject', name: subject.model },
        retryable: kind !== 'authorization' && kind !== 'bad-request',
      })
      expect((error as Error).message).toMatch(/^\[subject\] /)
      expect(printed(error)).not.toContain(plantedKey.slice(0, 12))
      expect(printed(error)).not.toContain('AKIAPLANTED')
      expect(server.requests.length - before, 'requests made').toBe(1)
      expect(getEventListeners(caller.signal, 'abort')).toEqual([])
      await expect.poll(() => server.underWay(), { interval: 2 }).toBe(0)
      await expect.poll(timers, { interval: 2 }).toBeLessThanOrEqual(timersBefore)
    },
  )

  it.each(['hang-before-headers', 'hang-mid-stream'] as const)(
    'closes the connection within 200 ms of an abort: %s',
    async (type) => {
      server.script({ failure: { type } })
      const before = server.requests.length
      const aborted = new AbortController()
      const model = await remoteModel(subject, server.url)
      const failed = failureOf(collect(model, aCompletionRequest(), aborted.signal))
      while (server.requests.length === before) await new Promise((done) => setTimeout(done, 5))
      await new Promise((done) => setTimeout(done, 40))
      const abortedAt = performance.now()
      aborted.abort('enough')
      expect(await failed).toBe('enough')
      expect(ownTime(abortedAt, await server.requests.at(-1)!.closedByClient)).toBeLessThan(200)
    },
  )

  it('closes the connection when the reader leaves early', async () => {
    server.script({ failure: { type: 'hang-mid-stream' } })
    const model = await remoteModel(subject, server.url)
    const leftAt = await (async () => {
      for await (const chunk of model.complete(aCompletionRequest(), {
        signal: new AbortController().signal,
      }))
        if (chunk.type === 'text') return performance.now()
      throw new TypeError('No text came.')
    })()
    expect(ownTime(leftAt, await server.requests.at(-1)!.closedByClient)).toBeLessThan(200)
  })

  it('gives text, the reason it ended and the tokens the provider reports', async () => {
    const chunks = await call(subject, { usage: { promptTokens: 123, completionTokens: 45 } })
    expect(textOfChunks(chunks)).toBe('Hello from the server.')
    const finish = finishOf(chunks)
    expect(finish).toMatchObject({ isUsageCounted: false, reason: { unified: 'stop' } })
    expect(finish.reason.raw).not.toBe('')
    expect(finish.usage).toMatchObject({ promptTokens: 123, completionTokens: 45 })
  })

  it('puts characters together that arrive byte by byte', async () => {
    const chunks = await call(subject, {
      text: ['Grüße ', '你好', ' 👩‍👩‍👧'],
      failure: { type: 'slow-drip', delayMs: 0 },
    })
    expect(textOfChunks(chunks)).toBe('Grüße 你好 👩‍👩‍👧')
  })

  it('puts parallel tool calls together that arrive in pieces', async () => {
    const chunks = await call(subject, {
      toolCalls: [
        { id: 'call_a', name: 'weather', arguments: '{"city":"Zürich","days":3}' },
        { id: 'call_b', name: 'clock', arguments: '{}' },
      ],
    })
    const calls = chunks.flatMap((chunk) => (chunk.type === 'tool-call' ? [chunk.call] : []))
    expect(
      calls.map(({ id, name, arguments: json }) => [id, name, JSON.parse(json) as unknown]),
    ).toEqual([
      ['call_a', 'weather', { city: 'Zürich', days: 3 }],
      ['call_b', 'clock', {}],
    ])
    expect(finishOf(chunks).reason.unified).toBe('tool-calls')
  })

  it('reads an answer that drips for longer than the provider may be silent', async () => {
    const chunks = await call(subject, {
      text: Array.from({ length: 8 }, (_, i) => `${i} `),
      delayMs: 80,
    })
    expect(textOfChunks(chunks)).toBe('0 1 2 3 4 5 6 7 ')
  })

  if (has('content-filter'))
    it('says when a filter stopped the answer', async () => {
      const chunks = await call(subject, { finishReason: 'content-filter' })
      expect(finishOf(chunks).reason.unified).toBe('content-filter')
    })

  it('says when an answer was cut short', async () => {
    const chunks = await call(subject, { finishReason: 'length' })
    expect(finishOf(chunks).reason.unified).toBe('length')
  })

  if (has('reasoning'))
    it('keeps reasoning apart from text', async () => {
      const chunks = await call(subject, { reasoning: ['hm, ', 'yes'], text: ['42'] })
      const reasoning = chunks.flatMap((chunk) => (chunk.type === 'reasoning' ? [chunk.text] : []))
      expect(reasoning.join('')).toBe('hm, yes')
      expect(textOfChunks(chunks)).toBe('42')
    })

  if (has('usage-absent'))
    it('counts the tokens nobody reports', async () => {
      const finish = finishOf(await call(subject, { usage: 'absent' }))
      expect(finish.isUsageCounted).toBe(true)
      expect(finish.usage.promptTokens).toBeGreaterThan(0)
      expect(finish.usage.completionTokens).toBeGreaterThan(0)
    })

  if (has('comments'))
    it('takes comments of the stream as a sign of life', async () => {
      const chunks = await call(subject, { failure: { type: 'comments', everyMs: 100, times: 4 } })
      expect(textOfChunks(chunks)).toBe('Hello from the server.')
    })

  it('hands chunks on as they arrive', async () => {
    server.script({ text: ['first', 'second', 'third'], delayMs: 60 })
    const model = await remoteModel(subject, server.url)
    const arrivals: number[] = []
    for await (const chunk of model.complete(aCompletionRequest(), {
      signal: new AbortController().signal,
    }))
      if (chunk.type === 'text') arrivals.push(performance.now())
    expect(arrivals).toHaveLength(3)
    expect(arrivals[2]! - arrivals[0]!).toBeGreaterThan(80)
  })
})
