import { ResilientModelGuard, type ModelGuardOptions } from '@weft/adapters-llm'
import { ModelCallFailed, type CompletionChunk, type GuardTarget } from '@weft/domain/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  startOpenAiServer,
  type OpenAiServer,
  type OpenAiServerAnswer,
  type OpenAiServerFailure,
} from '../../support/openai-server.js'
import {
  aCompletionRequest,
  failureOf,
  never,
  textOfChunks,
} from '../support/completion-request.js'
import { startProviderServer } from '../../support/provider-server.js'
import { REMOTE_SUBJECTS, remoteModel } from '../support/remote-provider.js'
import { embeddingModelAt, languageModelAt, plantedKey } from '../support/registry.js'
import { ownTime } from '../../support/own-time.js'

let server: OpenAiServer
beforeAll(async () => {
  server = await startOpenAiServer()
})
afterAll(() => server.close())

const target: GuardTarget = {
  model: { provider: 'openai', name: 'gpt-4o-mini' },
  provider: 'openai',
  credential: 'key',
}

const aGuard = (options: ModelGuardOptions = {}) =>
  new ResilientModelGuard({ backoff: { initialMs: 1, maxMs: 2 }, silenceMs: 30_000, ...options })

/** Only where nothing comes may the time without an answer end a test. */
const silenceOf = ({ failure }: Row): ModelGuardOptions =>
  failure.type.startsWith('hang') ? { silenceMs: 100 } : {}

/** Streams one answer through the guard; what came before a failure comes with it. */
async function ask(guard: ResilientModelGuard, signal = never()) {
  const model = await languageModelAt(server.url)
  const chunks: CompletionChunk[] = []
  const request = aCompletionRequest()
  const stream = guard.stream(target, (attempt) => model.complete(request, { signal: attempt }), {
    signal,
  })
  try {
    for await (const chunk of stream) chunks.push(chunk)
    return { chunks, error: undefined }
  } catch (error) {
    return { chunks, error }
  }
}

const status = (code: number, headers: Record<string, string> = {}): OpenAiServerFailure => ({
  type: 'status',
  status: code,
  headers,
})

type Row = {
  readonly name: string
  readonly failure: OpenAiServerFailure
  readonly kind: string
  readonly attempts: number
  /** Whether five calls in a row open the circuit. */
  readonly opens: boolean
  readonly text?: string
}

const MATRIX: readonly Row[] = [
  { name: '401', failure: status(401), kind: 'authorization', attempts: 1, opens: false },
  { name: '403', failure: status(403), kind: 'authorization', attempts: 1, opens: false },
  { name: '400', failure: status(400), kind: 'bad-request', attempts: 1, opens: false },
  { name: '404', failure: status(404), kind: 'bad-request', attempts: 1, opens: false },
  { name: '429', failure: status(429), kind: 'rate-limit', attempts: 3, opens: false },
  {
    name: '429 with a short Retry-After',
    failure: status(429, { 'retry-after-ms': '5' }),
    kind: 'rate-limit',
    attempts: 3,
    opens: false,
  },
  {
    name: '429 with a long Retry-After',
    failure: status(429, { 'retry-after': '3600' }),
    kind: 'rate-limit',
    attempts: 1,
    opens: false,
  },
  { name: '500', failure: status(500), kind: 'server-unavailable', attempts: 3, opens: true },
  { name: '503', failure: status(503), kind: 'server-unavailable', attempts: 3, opens: true },
  {
    name: 'hang before headers',
    failure: { type: 'hang-before-headers' },
    kind: 'connection',
    attempts: 3,
    opens: true,
  },
  {
    name: 'cut before headers',
    failure: { type: 'cut-before-headers' },
    kind: 'connection',
    attempts: 3,
    opens: true,
  },
  {
    name: 'hang mid-stream',
    failure: { type: 'hang-mid-stream' },
    kind: 'connection',
    attempts: 1,
    opens: true,
    text: 'Hello',
  },
  {
    name: 'cut mid-stream',
    failure: { type: 'cut-mid-stream' },
    kind: 'connection',
    attempts: 1,
    opens: true,
    text: 'Hello',
  },
  {
    name: 'wrong content type',
    failure: { type: 'wrong-content-type', contentType: 'text/html', body: '<p>Hello</p>' },
    kind: 'server-unavailable',
    attempts: 3,
    opens: true,
  },
]

describe.each(MATRIX)('a provider that answers with $name', (row) => {
  it(`ends in ${row.kind} after ${row.attempts} attempt(s)`, async () => {
    const before = server.requests.length
    server.answerByDefault({ failure: row.failure })
    const { chunks, error } = await ask(aGuard(silenceOf(row)))
    expect(error).toBeInstanceOf(ModelCallFailed)
    expect(error).toMatchObject({ kind: row.kind })
    expect(server.requests.length - before).toBe(row.attempts)
    expect(textOfChunks(chunks)).toMatch(new RegExp(`^${row.text ?? ''}`))
    if (row.text === undefined) expect(chunks).toEqual([])
    expect(describeFully(error)).not.toContain(plantedKey)
  })

  it(
    row.opens ? 'opens the circuit with the fifth failure' : 'leaves the circuit closed',
    async () => {
      server.answerByDefault({ failure: row.failure })
      const guard = aGuard({ maxAttempts: 1, ...silenceOf(row) })
      for (let call = 1; call <= 4; call++) await ask(guard)
      expect(guard.circuitOf('key')).toBe('closed')
      await ask(guard)
      expect(guard.circuitOf('key')).toBe(row.opens ? 'open' : 'closed')
      const before = server.requests.length
      await ask(guard)
      expect(server.requests.length - before).toBe(row.opens ? 0 : 1)
    },
  )
})

/** An error with everything that hangs on it. */
function describeFully(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return `${error.stack ?? ''} ${JSON.stringify(error)} ${describeFully(error.cause)}`
}

/** What every provider's failures come to; each way to fail is tried with OpenAI's protocol above. */
const FOR_EVERY_PROVIDER: readonly Row[] = MATRIX.filter(({ name }) =>
  [
    '401',
    '400',
    '429',
    '429 with a short Retry-After',
    '429 with a long Retry-After',
    '500',
    '503',
    'cut before headers',
    'cut mid-stream',
    'wrong content type',
  ].includes(name),
)

describe.each(REMOTE_SUBJECTS)('$name behind the guard', (subject) => {
  let providers: OpenAiServer
  beforeAll(async () => {
    providers = await startProviderServer()
  })
  afterAll(() => providers.close())

  const askSubject = async (guard: ResilientModelGuard): Promise<unknown> => {
    const model = await remoteModel(subject, providers.url)
    const call = (signal: AbortSignal) => model.complete(aCompletionRequest(), { signal })
    try {
      const stream = guard.stream(target, call, { signal: never() })[Symbol.asyncIterator]()
      while ((await stream.next()).done !== true) continue
      return undefined
    } catch (error) {
      return error
    }
  }

  it.each(FOR_EVERY_PROVIDER)(
    'ends in $kind after $attempts attempt(s) of $name',
    async ({ failure, kind, attempts }) => {
      const before = providers.requests.length
      providers.answerByDefault({ failure })
      expect(await askSubject(aGuard())).toMatchObject({ kind })
      expect(providers.requests.length - before).toBe(attempts)
      await expect.poll(() => providers.underWay(), { interval: 2 }).toBe(0)
    },
  )

  it.each(FOR_EVERY_PROVIDER)('has a circuit as told after five of $name', async (row) => {
    providers.answerByDefault({ failure: row.failure })
    const guard = aGuard({ maxAttempts: 1 })
    for (let call = 1; call <= 5; call++) await askSubject(guard)
    expect(guard.circuitOf('key')).toBe(row.opens ? 'open' : 'closed')
  })

  it('answers with the attempt that succeeds', async () => {
    providers.answerByDefault({})
    providers.script({ failure: status(503) }, { failure: { type: 'cut-before-headers' } })
    expect(await askSubject(aGuard())).toBeUndefined()
  })
})

describe('a call behind the guard', () => {
  const failing: OpenAiServerAnswer = { failure: status(503) }

  it('gives the answer of the attempt that succeeds, and nothing of those before', async () => {
    server.answerByDefault({})
    server.script(failing, failing)
    const { chunks, error } = await ask(aGuard())
    expect(error).toBeUndefined()
    expect(textOfChunks(chunks)).toBe('Hello from the server.')
  })

  it('waits as long as the provider says before it tries again', async () => {
    server.answerByDefault({})
    server.script({ failure: status(429, { 'retry-after-ms': '120' }) })
    const before = server.requests.length
    await ask(aGuard())
    const [first, second] = server.requests.slice(before)
    expect(second!.receivedAt - first!.receivedAt).toBeGreaterThanOrEqual(110)
  })

  it('gives up within 200 ms when nobody waits any more, also between two attempts', async () => {
    server.answerByDefault({ failure: status(429, { 'retry-after': '20' }) })
    const caller = new AbortController()
    const asked = ask(aGuard(), caller.signal)
    await new Promise((resolve) => setTimeout(resolve, 60))
    const abortedAt = performance.now()
    caller.abort(new Error('gone'))
    const { error } = await asked
    expect(error).toMatchObject({ message: 'gone' })
    expect(ownTime(abortedAt)).toBeLessThan(200)
  })

  it('ends the request when the reader leaves', async () => {
    server.answerByDefault({ text: Array<string>(500).fill('word '), delayMs: 5 })
    const model = await languageModelAt(server.url)
    const stream = aGuard().stream(
      target,
      (signal) => model.complete(aCompletionRequest(), { signal }),
      { signal: never() },
    )
    for await (const chunk of stream) {
      expect(chunk.type).toBe('text')
      break
    }
    await server.requests.at(-1)!.closedByClient
  })

  it('tries embeddings again too', async () => {
    server.answerByDefault({})
    server.script(failing)
    const model = await embeddingModelAt(server.url, {
      models: { vectors: { mode: 'embedding', dimensions: 8 } },
    })
    const { vectors } = await aGuard().run(
      target,
      (signal) => model.embed(['a', 'b'], { purpose: 'document', signal }),
      { signal: never() },
    )
    expect(vectors).toHaveLength(2)
  })

  it('fails with what the last attempt said when all of them fail', async () => {
    server.answerByDefault(failing)
    const call = aGuard().run(
      target,
      async (signal) =>
        (await embeddingModelAt(server.url)).embed(['a'], { purpose: 'query', signal }),
      { signal: never() },
    )
    expect(await failureOf(call)).toMatchObject({ kind: 'server-unavailable' })
  })
})
