import { getEventListeners } from 'node:events'
import type { ProviderConfiguration } from '@weft/adapters-llm'
import { createModelRegistry } from '@weft/adapters-llm'
import { Secret } from '@weft/domain/kernel'
import {
  ModelCallFailed,
  ModelNotConfigured,
  type FullModelRegistry,
  type ModelFailureKind,
} from '@weft/domain/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenAiServer, OpenAiServerAnswer } from '../../support/openai-server.js'
import { SOUND, startProviderServer } from '../../support/provider-server.js'
import { failureOf, never } from '../support/completion-request.js'
import { printed } from '../support/printed.js'
import { plantedKey, tenantId } from '../support/registry.js'
import { originOf } from '../support/remote-provider.js'
import { ownTime } from '../../support/own-time.js'

let server: OpenAiServer
beforeAll(async () => {
  server = await startProviderServer()
  server.answerByDefault({ dimensions: 256 })
})
afterAll(() => server.close())

const apiKey = Secret.of(plantedKey)
const timeouts = { readMs: 200, embeddingReadMs: 200 }

const CONFIGURATIONS = {
  openai: (origin) => ({ kind: 'openai', apiKey, baseUrl: `${origin}/v1`, timeouts }),
  google: (origin) => ({ kind: 'google', apiKey, baseUrl: `${origin}/v1beta`, timeouts }),
  cohere: (origin) => ({ kind: 'cohere', apiKey, baseUrl: `${origin}/v2`, timeouts }),
  jina: (origin) => ({ kind: 'jina', apiKey, baseUrl: `${origin}/v1`, timeouts }),
  mistral: (origin) => ({ kind: 'mistral', apiKey, baseUrl: `${origin}/v1`, timeouts }),
  siliconflow: (origin) => ({ kind: 'siliconflow', apiKey, baseUrl: `${origin}/v1`, timeouts }),
  bedrock: (origin) => ({
    kind: 'bedrock',
    region: 'eu-central-1',
    credentials: { accessKeyId: Secret.of('AKIAPLANTED12345'), secretAccessKey: apiKey },
    baseUrl: origin,
    timeouts,
  }),
  'azure-openai': (origin) => ({
    kind: 'azure-openai',
    apiKey,
    apiVersion: '2024-10-21',
    baseUrl: `${origin}/openai`,
    deployments: { 'text-embedding-3-small': 'vectors' },
    timeouts,
  }),
} as const satisfies Record<string, (origin: string) => ProviderConfiguration>
type Name = keyof typeof CONFIGURATIONS

const registryOf = (name: Name): FullModelRegistry =>
  createModelRegistry({ providers: [CONFIGURATIONS[name](originOf(server.url))], fetch })
const ref = (provider: Name, name: string) => ({ provider, name })

const status = (code: number, headers: Record<string, string> = {}): OpenAiServerAnswer => ({
  failure: { type: 'status', status: code, message: plantedKey, headers },
})

const FAILURES: readonly (readonly [string, OpenAiServerAnswer, ModelFailureKind])[] = [
  ['400', status(400), 'bad-request'],
  ['401', status(401), 'authorization'],
  ['403', status(403), 'authorization'],
  ['404', status(404), 'bad-request'],
  ['429', status(429), 'rate-limit'],
  ['500', status(500), 'server-unavailable'],
  ['503', status(503), 'server-unavailable'],
  ['silence', { failure: { type: 'hang-before-headers' } }, 'connection'],
  ['a cut connection', { failure: { type: 'cut-before-headers' } }, 'connection'],
  [
    'a web page',
    { failure: { type: 'wrong-content-type', contentType: 'text/html', body: '<p>' } },
    'server-unavailable',
  ],
  ['silence in the middle', { failure: { type: 'hang-mid-stream' } }, 'connection'],
  ['a connection cut in the middle', { failure: { type: 'cut-mid-stream' } }, 'connection'],
]

/** What only an answer in JSON can be. */
const UNREADABLE: readonly (readonly [string, OpenAiServerAnswer])[] = [
  ['half a document', { failure: { type: 'malformed-chunk' } }],
  ['a document that holds nothing', { failure: { type: 'empty-choices' } }],
]

const SOUND_ONLY = { isJson: false }

/** One call of each type of model. */
type Call = (signal: AbortSignal) => Promise<unknown>

function describeFailures(call: () => Promise<Call>, { isJson = true } = {}): void {
  const fail = async (answer: OpenAiServerAnswer): Promise<unknown> => {
    const ask = await call()
    server.script(answer)
    const caller = new AbortController()
    const before = server.requests.length
    const error = await failureOf(ask(caller.signal))
    expect(error).toBeInstanceOf(ModelCallFailed)
    expect(printed(error)).not.toContain(plantedKey.slice(0, 12))
    expect(server.requests.length - before, 'requests made').toBe(1)
    expect(getEventListeners(caller.signal, 'abort')).toEqual([])
    await expect.poll(() => server.underWay(), { interval: 2 }).toBe(0)
    return error
  }

  it.each(FAILURES)(
    'reports %s as a typed failure that gives nothing away and leaves nothing behind',
    async (_, answer, kind) => {
      expect(await fail(answer)).toMatchObject({ kind })
    },
  )

  if (isJson)
    it.each(UNREADABLE)('reports %s as a failure of the server', async (_, answer) => {
      expect(await fail(answer)).toMatchObject({ kind: 'server-unavailable' })
    })

  it('reports when the provider wants to be asked again', async () => {
    expect(await fail(status(429, { 'retry-after': '7' }))).toMatchObject({
      kind: 'rate-limit',
      retryAfterMs: 7_000,
    })
  })

  it("rejects with the signal's reason within 200 ms once aborted", async () => {
    const ask = await call()
    server.script({ failure: { type: 'hang-before-headers' } })
    const aborted = new AbortController()
    const failed = failureOf(ask(aborted.signal))
    await new Promise((done) => setTimeout(done, 40))
    const abortedAt = performance.now()
    aborted.abort('enough')
    expect(await failed).toBe('enough')
    expect(ownTime(abortedAt)).toBeLessThan(200)
    await expect.poll(() => server.underWay(), { interval: 2 }).toBe(0)
    expect(getEventListeners(aborted.signal, 'abort')).toEqual([])
  })

  it('sends nothing when the signal is aborted beforehand', async () => {
    const ask = await call()
    const before = server.requests.length
    expect(await failureOf(ask(AbortSignal.abort('too late')))).toBe('too late')
    expect(server.requests).toHaveLength(before)
  })
}

async function joined(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all)
}

describe.each([
  ['openai', 'text-embedding-3-small'],
  ['azure-openai', 'text-embedding-3-small'],
  ['google', 'gemini-embedding-001'],
  ['cohere', 'embed-v4.0'],
  ['jina', 'jina-embeddings-v3'],
  ['mistral', 'mistral-embed'],
  ['bedrock', 'amazon.titan-embed-text-v2:0'],
] as const)('an embedding model of %s', (provider, name) => {
  const open = async () => {
    const models = { [name]: { mode: 'embedding', dimensions: 256 } as const }
    const configuration = { ...CONFIGURATIONS[provider](originOf(server.url)), models }
    return createModelRegistry({ providers: [configuration], fetch }).embeddingModel(
      tenantId,
      ref(provider, name),
    )
  }

  it('gives one unit vector per text, in order, and what it took', async () => {
    const model = await open()
    const options = { purpose: 'document', signal: never() } as const
    const { vectors, usage } = await model.embed(['a', 'bbb', 'ccccccc'], options)
    expect(vectors).toHaveLength(3)
    for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 10)
    expect(vectors[0]![0]).toBeLessThan(vectors[2]![0]!)
    expect(usage.promptTokens).toBeGreaterThan(0)
  })

  it('knows the length of its vectors without asking', async () => {
    const before = server.requests.length
    const model = await registryOf(provider).embeddingModel(tenantId, ref(provider, name))
    expect(model.dimensions).toBeGreaterThan(100)
    expect(server.requests).toHaveLength(before)
  })

  describeFailures(async () => {
    const model = await open()
    return (signal) => model.embed(['a'], { purpose: 'query', signal })
  })
})

it.each([
  ['cohere', 'embed-v4.0', 'input_type', 'search_query', 'search_document'],
  ['google', 'gemini-embedding-001', 'taskType', 'RETRIEVAL_QUERY', 'RETRIEVAL_DOCUMENT'],
] as const)(
  '%s is told what a text is embedded for',
  async (provider, name, field, forQuery, forDocument) => {
    const models = { [name]: { mode: 'embedding', dimensions: 256 } as const }
    const configuration = { ...CONFIGURATIONS[provider](originOf(server.url)), models }
    const registry = createModelRegistry({ providers: [configuration], fetch })
    const model = await registry.embeddingModel(tenantId, ref(provider, name))
    await model.embed(['a'], { purpose: 'query', signal: never() })
    expect(server.requests.at(-1)!.body).toMatchObject({ [field]: forQuery })
    await model.embed(['a'], { purpose: 'document', signal: never() })
    expect(server.requests.at(-1)!.body).toMatchObject({ [field]: forDocument })
  },
)

describe.each([
  ['cohere', 'rerank-v3.5'],
  ['jina', 'jina-reranker-v3'],
  ['siliconflow', 'BAAI/bge-reranker-v2-m3'],
  ['bedrock', 'cohere.rerank-v3-5:0'],
] as const)('a rerank model of %s', (provider, name) => {
  const open = () => registryOf(provider).rerankModel(tenantId, ref(provider, name))
  const texts = ['middle one', 'a', 'the longest of them all']

  it('puts texts in order, best first, whatever order the provider sends them in', async () => {
    const { ranked, usage } = await (await open()).rerank('query', texts, { signal: never() })
    expect(ranked.map(({ index }) => index)).toEqual([2, 0, 1])
    expect(ranked[0]!.score).toBeCloseTo(0.23, 10)
    expect(usage.promptTokens).toBeGreaterThan(0)
  })

  it('keeps the best so many', async () => {
    const model = await open()
    const { ranked } = await model.rerank('query', texts, { limit: 2, signal: never() })
    expect(ranked.map(({ index }) => index)).toEqual([2, 0])
  })

  it('asks nobody about no texts', async () => {
    const before = server.requests.length
    const { ranked } = await (await open()).rerank('query', [], { signal: never() })
    expect(ranked).toEqual([])
    expect(server.requests).toHaveLength(before)
  })

  describeFailures(async () => {
    const model = await open()
    return (signal) => model.rerank('query', texts, { signal })
  })
})

describe.each([
  ['openai', 'omni-moderation-latest'],
  ['mistral', 'mistral-moderation-latest'],
] as const)('a moderation model of %s', (provider, name) => {
  const open = () => registryOf(provider).moderationModel(tenantId, ref(provider, name))
  const moderate = async (text: string) => (await open()).moderate(text, { signal: never() })

  it('tells what a text is flagged for', async () => {
    expect(await moderate('all is well')).toEqual({ isFlagged: false, categories: [] })
    expect(await moderate('some violence')).toEqual({ isFlagged: true, categories: ['violence'] })
  })

  it('looks at the whole of a long text', async () => {
    const verdict = await moderate(`${'All is well. '.repeat(2_000)}violence`)
    expect(verdict.isFlagged).toBe(true)
    const texts = server.requests.at(-1)!.body['input'] as readonly string[]
    for (const text of texts) expect(text.length).toBeLessThanOrEqual(2_000)
  })

  it('asks nobody about an empty text', async () => {
    const before = server.requests.length
    expect((await moderate(' ')).isFlagged).toBe(false)
    expect(server.requests).toHaveLength(before)
  })

  describeFailures(async () => {
    const model = await open()
    return (signal) => model.moderate('text', { signal })
  })
})

describe('a model that hears', () => {
  const open = () => registryOf('openai').speechToTextModel(tenantId, ref('openai', 'whisper-1'))
  const recording = { bytes: SOUND, mimeType: 'audio/mpeg', filename: 'said.mp3' }

  it('writes down what was said, and sends the file with its name and the language', async () => {
    const model = await open()
    const { text } = await model.transcribe(recording, { language: 'de', signal: never() })
    expect(text).toBe('What was said.')
    const { path, body, headers } = server.requests.at(-1)!
    expect(path).toBe('/v1/audio/transcriptions')
    expect(headers['content-type']).toMatch(/^multipart\/form-data/)
    for (const part of ['whisper-1', 'said.mp3', 'name="language"', 'ID3-sound-'])
      expect(body['text']).toContain(part)
  })

  describeFailures(async () => {
    const model = await open()
    return (signal) => model.transcribe(recording, { signal })
  })
})

describe('a model that speaks', () => {
  const open = () => registryOf('openai').textToSpeechModel(tenantId, ref('openai', 'tts-1'))

  it('hands the sound on in pieces', async () => {
    const model = await open()
    const sound = await joined(model.speak('Hello.', { voice: 'nova', signal: never() }))
    expect(sound.equals(SOUND)).toBe(true)
    expect(server.requests.at(-1)!.body).toMatchObject({ input: 'Hello.', voice: 'nova' })
  })

  it('speaks a long text in several calls, none of which loses a word', async () => {
    const model = await open()
    const text = 'One more sentence. '.repeat(400)
    const before = server.requests.length
    const sound = await joined(model.speak(text, { signal: never() }))
    const inputs = server.requests.slice(before).map(({ body }) => body['input'] as string)
    expect(inputs.length).toBeGreaterThan(1)
    expect(inputs.join('')).toBe(text)
    expect(sound.length).toBe(SOUND.length * inputs.length)
  })

  it('knows its voices', async () => {
    const { profile } = await open()
    expect(profile).toMatchObject({ defaultVoice: 'alloy', mimeType: 'audio/mpeg' })
    expect(profile.voices.map(({ id }) => id)).toContain('nova')
  })

  describeFailures(async () => {
    const model = await open()
    return (signal) => joined(model.speak('Hello.', { signal }))
  }, SOUND_ONLY)
})

describe('a type of model that a provider does not have', () => {
  it.each([
    ['rerankModel', 'openai'],
    ['moderationModel', 'cohere'],
    ['speechToTextModel', 'google'],
    ['textToSpeechModel', 'bedrock'],
    ['languageModel', 'jina'],
  ] as const)('%s of %s is an error that says so', async (method, provider) => {
    const error = await failureOf(registryOf(provider)[method](tenantId, ref(provider, 'any')))
    expect(error).toBeInstanceOf(ModelNotConfigured)
    expect((error as Error).message).toContain(`The provider ${provider} has no`)
  })
})

describe('the offline models', () => {
  const offline = createModelRegistry({
    providers: [{ kind: 'offline', moderatedWords: ['Forbidden'] }],
    fetch,
  })

  it('rank texts by the words they share with the query', async () => {
    const asked = { provider: 'offline', name: 'hash-rerank' }
    const model = await offline.rerankModel(tenantId, asked)
    const texts = ['apples and pears', 'how to repair a bicycle', 'repairing bicycles at home']
    const { ranked } = await model.rerank('repair my bicycle', texts, { signal: never() })
    expect(ranked.at(-1)!.index).toBe(0)
    for (const { score } of ranked) {
      expect(score).toBeGreaterThanOrEqual(0)
      expect(score).toBeLessThanOrEqual(1)
    }
  })

  it('flag the configured words', async () => {
    const asked = { provider: 'offline', name: 'word-moderation' }
    const model = await offline.moderationModel(tenantId, asked)
    const moderate = (text: string) => model.moderate(text, { signal: never() })
    expect(await moderate('something FORBIDDEN here')).toEqual({
      isFlagged: true,
      categories: ['forbidden'],
    })
    expect((await moderate('nothing')).isFlagged).toBe(false)
  })
})
