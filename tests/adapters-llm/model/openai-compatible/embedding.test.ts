import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startOpenAiServer, type OpenAiServer } from '../../../support/openai-server.js'
import { failureOf, never } from '../../support/completion-request.js'
import { embeddingModelAt } from '../../support/registry.js'

let server: OpenAiServer
beforeEach(async () => {
  server = await startOpenAiServer()
})
afterEach(() => server.close())

const known = (dimensions = 8, batchSize = 64) => ({
  models: { vectors: { mode: 'embedding', dimensions, batchSize } as const },
})
const toEmbed = { purpose: 'document', signal: never() } as const

describe('an embedding model behind the OpenAI protocol', () => {
  it('gives one unit vector per text, in order', async () => {
    const model = await embeddingModelAt(server.url, known())
    const { vectors } = await model.embed(['a', 'bbb', 'ccccccc'], toEmbed)
    expect(vectors).toHaveLength(3)
    for (const vector of vectors) {
      expect(vector).toHaveLength(8)
      expect(Math.hypot(...vector)).toBeCloseTo(1, 10)
    }
    expect(vectors[0]![0]).toBeLessThan(vectors[2]![0]!)
  })

  it('sends many texts in batches and sums the usage', async () => {
    const model = await embeddingModelAt(server.url, known(8, 2))
    const { vectors, usage } = await model.embed(['1', '2', '3', '4', '5'], toEmbed)
    expect(vectors).toHaveLength(5)
    expect(server.requests.map(({ body }) => body['input'])).toEqual([
      ['1', '2'],
      ['3', '4'],
      ['5'],
    ])
    expect(usage.promptTokens).toBe(33)
  })

  it('asks nobody about no texts', async () => {
    const model = await embeddingModelAt(server.url, known())
    expect((await model.embed([], toEmbed)).vectors).toEqual([])
    expect(server.requests).toHaveLength(0)
  })

  it('finds out the length of unknown vectors once', async () => {
    server.answerByDefault({ dimensions: 12 })
    const model = await embeddingModelAt(server.url)
    expect(model.dimensions).toBe(12)
    expect(server.requests).toHaveLength(1)
  })

  it('knows the length of well-known vectors without asking', async () => {
    const model = await embeddingModelAt(server.url, {}, 'text-embedding-3-small')
    expect(model.dimensions).toBe(1536)
    expect(server.requests).toHaveLength(0)
  })

  it('asks for shorter vectors where the model can give them', async () => {
    const models = { 'text-embedding-3-small': { mode: 'embedding', dimensions: 8 } } as const
    const model = await embeddingModelAt(server.url, { models }, 'text-embedding-3-small')
    await model.embed(['a'], toEmbed)
    expect(server.requests[0]!.body).toMatchObject({ dimensions: 8 })
  })

  it('counts the tokens when the provider does not report them', async () => {
    server.script({ usage: 'absent' })
    const model = await embeddingModelAt(server.url, known())
    const { usage } = await model.embed(['some words here'], toEmbed)
    expect(usage.promptTokens).toBeGreaterThan(0)
  })

  it('prices the texts', async () => {
    const pricing = { input: '0.00002', unit: '0.001', currency: 'EUR' }
    const models = { vectors: { mode: 'embedding', dimensions: 8, pricing } } as const
    const model = await embeddingModelAt(server.url, { models })
    const { usage } = await model.embed(['a'], toEmbed)
    expect(usage.currency).toBe('EUR')
    expect(usage.totalPrice.toString()).toBe('0.0000002')
  })

  it('refuses vectors of another length than configured', async () => {
    const model = await embeddingModelAt(server.url, known(9))
    const error = await failureOf(model.embed(['a'], toEmbed))
    expect(error).toMatchObject({ kind: 'bad-request' })
    expect((error as Error).message).toContain('8 numbers instead of 9')
  })

  it.each([
    [{ type: 'status', status: 401 }, 'authorization'],
    [{ type: 'status', status: 429 }, 'rate-limit'],
    [{ type: 'hang-before-headers' }, 'connection'],
    [{ type: 'cut-before-headers' }, 'connection'],
    [{ type: 'wrong-content-type', contentType: 'text/html', body: '<p>' }, 'server-unavailable'],
  ] as const)('reports %j as a typed failure', async (failure, kind) => {
    server.script({ failure })
    const model = await embeddingModelAt(server.url, {
      ...known(),
      timeouts: { embeddingReadMs: 200 },
    })
    expect(await failureOf(model.embed(['a'], toEmbed))).toMatchObject({ kind })
  })

  it("rejects with the signal's reason once aborted", async () => {
    server.script({ failure: { type: 'hang-before-headers' } })
    const model = await embeddingModelAt(server.url, known())
    const aborted = new AbortController()
    const failed = failureOf(model.embed(['a'], { purpose: 'query', signal: aborted.signal }))
    await new Promise((resolve) => setTimeout(resolve, 30))
    aborted.abort('enough')
    expect(await failed).toBe('enough')
  })
})
