import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startOpenAiServer, type OpenAiServer } from '../../../support/openai-server.js'
import { aCompletionRequest, collect, failureOf } from '../../support/completion-request.js'
import { aRegistry, languageModelAt, tenantId } from '../../support/registry.js'
import { ownTime } from '../../../support/own-time.js'

let server: OpenAiServer
beforeEach(async () => {
  server = await startOpenAiServer()
})
afterEach(() => server.close())

const requestArrived = async (): Promise<void> => {
  while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('the connection to the provider', () => {
  it.each(['hang-before-headers', 'hang-mid-stream'] as const)(
    'is closed within 200 ms of an abort: %s',
    async (type) => {
      server.script({ failure: { type } })
      const aborted = new AbortController()
      const model = await languageModelAt(server.url)
      const failed = failureOf(collect(model, aCompletionRequest(), aborted.signal))
      await requestArrived()
      await new Promise((resolve) => setTimeout(resolve, 50))
      const abortedAt = performance.now()
      aborted.abort()
      await failed
      expect(ownTime(abortedAt, await server.requests[0]!.closedByClient)).toBeLessThan(200)
    },
  )

  it('is closed when the reader leaves early', async () => {
    server.script({ failure: { type: 'hang-mid-stream' } })
    const model = await languageModelAt(server.url)
    const { signal } = new AbortController()
    for await (const chunk of model.complete(aCompletionRequest(), { signal })) {
      expect(chunk.type).toBe('text')
      break
    }
    const leftAt = performance.now()
    expect(ownTime(leftAt, await server.requests[0]!.closedByClient)).toBeLessThan(200)
  })

  it('is closed at once even while nobody is reading', async () => {
    server.script({ failure: { type: 'hang-mid-stream' } })
    const aborted = new AbortController()
    const model = await languageModelAt(server.url)
    const stream = model.complete(aCompletionRequest(), { signal: aborted.signal })
    const chunks = stream[Symbol.asyncIterator]()
    await chunks.next()
    const abortedAt = performance.now()
    aborted.abort(new Error('gone'))
    expect(ownTime(abortedAt, await server.requests[0]!.closedByClient)).toBeLessThan(200)
    expect(await failureOf(chunks.next())).toMatchObject({ message: 'gone' })
  })

  it('is closed when the provider is silent for too long', async () => {
    server.script({ failure: { type: 'hang-mid-stream' } })
    const model = await languageModelAt(server.url, { timeouts: { readMs: 100 } })
    expect(await failureOf(collect(model))).toMatchObject({ kind: 'connection' })
    expect(await server.requests[0]!.closedByClient).toBeGreaterThan(0)
  })

  it('is let go of when the stream is broken', async () => {
    server.script({ failure: { type: 'malformed-chunk' }, text: ['a', 'b'], delayMs: 300 })
    const model = await languageModelAt(server.url)
    expect(await failureOf(collect(model))).toMatchObject({ kind: 'server-unavailable' })
    expect(await server.requests[0]!.closedByClient).toBeGreaterThan(0)
  })
})

describe('a network client that ignores the signal', () => {
  it('does not keep the caller waiting', async () => {
    const registry = aRegistry({
      providers: [{ kind: 'openai-compatible', id: 'slow', baseUrl: 'https://example.org/v1' }],
      fetch: () => new Promise<Response>(() => undefined),
    })
    const model = await registry.languageModel(tenantId, { provider: 'slow', name: 'any' })
    const aborted = new AbortController()
    const failed = failureOf(collect(model, aCompletionRequest(), aborted.signal))
    await new Promise((resolve) => setTimeout(resolve, 20))
    const abortedAt = performance.now()
    aborted.abort('stop')
    expect(await failed).toBe('stop')
    expect(ownTime(abortedAt)).toBeLessThan(200)
  })

  it('leaves no listener on the signal behind', async () => {
    const { signal } = new AbortController()
    let listeners = 0
    const add = signal.addEventListener.bind(signal)
    const remove = signal.removeEventListener.bind(signal)
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners++
      add(...args)
    }
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners--
      remove(...args)
    }
    const model = await languageModelAt(server.url)
    await collect(model, aCompletionRequest(), signal)
    expect(listeners).toBe(0)
  })
})
