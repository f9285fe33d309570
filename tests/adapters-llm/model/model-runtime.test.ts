import type { ProviderConfiguration } from '@weft/adapters-llm'
import { Secret, type JsonObject } from '@weft/domain/kernel'
import type {
  CompletionChunk,
  CompletionRequest,
  ModelCallFailed,
  ToolCall,
} from '@weft/domain/model'
import { describe, expect, it } from 'vitest'
import { aCompletionRequest, collect, finishOf } from '../support/completion-request.js'
import { aRegistry, tenantId } from '../support/registry.js'

const TOOL = { name: 'f', description: 'A tool.', parameters: { type: 'object' } }
const PLANTED = 'sk-planted-0123456789'

type Delta = Readonly<Record<string, unknown>>
type Provider = Partial<ProviderConfiguration> & { readonly id?: string }

const event = (choice: Delta, more: JsonObject = {}) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 0, model: 'm', choices: [{ index: 0, ...choice }], ...more })}\n\n`

const answerOf = (deltas: readonly Delta[], finish = 'stop') =>
  [
    ...deltas.map((delta) => event({ delta, finish_reason: null })),
    event({ delta: {}, finish_reason: finish }),
    'data: [DONE]\n\n',
  ].join('')

/** A model whose provider answers with these bytes, in pieces of so many. */
async function aModel(
  body: string,
  { piece = 17, ...provider }: Provider & { piece?: number } = {},
) {
  const bytes = new TextEncoder().encode(body)
  const configuration = {
    kind: 'openai-compatible',
    id: 'p',
    baseUrl: 'https://provider.example/v1',
    apiKey: Secret.of(PLANTED),
    ...provider,
  } as ProviderConfiguration
  const registry = aRegistry({
    providers: [configuration],
    fetch: () => {
      const stream = new ReadableStream<Uint8Array>({
        start(controller) {
          for (let at = 0; at < bytes.length; at += piece)
            controller.enqueue(bytes.slice(at, at + piece))
          controller.close()
        },
      })
      const headers = { 'content-type': 'text/event-stream' }
      return Promise.resolve(new Response(stream, { headers }))
    },
  })
  return registry.languageModel(tenantId, { provider: configuration.id ?? 'p', name: 'm' })
}

const callsOf = (chunks: readonly CompletionChunk[]): readonly ToolCall[] =>
  chunks.flatMap((chunk) => (chunk.type === 'tool-call' ? [chunk.call] : []))

const toolCallsOf = async (...pieces: readonly (readonly Delta[])[]) => {
  const deltas = pieces.map((tool_calls) => ({ tool_calls }))
  const model = await aModel(answerOf(deltas, 'tool_calls'))
  return callsOf(await collect(model, aCompletionRequest({ tools: [TOOL] })))
}

const failureOf = async (promise: Promise<unknown>): Promise<ModelCallFailed> =>
  promise.then(
    () => Promise.reject(new Error('It did not fail.')),
    (error: unknown) => error as ModelCallFailed,
  )

describe('pieces of tool calls', () => {
  it('G 15: a piece without an id goes on with the call before it', async () => {
    const calls = await toolCallsOf(
      [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a"' } }],
      [{ function: { arguments: ':1}' } }],
    )
    expect(calls).toEqual([{ id: 'c1', name: 'f', arguments: '{"a":1}' }])
  })

  it('G 16: a first piece without id and name is an error', async () => {
    const orphan = toolCallsOf([{ index: 0, function: { arguments: '{}' } }])
    expect(await failureOf(orphan)).toMatchObject({ kind: 'server-unavailable' })
  })

  it('G 16: a piece with a name but no id gets a made-up one', async () => {
    for (const id of [{}, { id: '' }, { id: null }]) {
      const [call, ...more] = await toolCallsOf(
        [{ index: 0, ...id, function: { name: 'f', arguments: '' } }],
        [{ index: 0, function: { arguments: '{"ä":"日本"}' } }],
      )
      expect(more).toEqual([])
      expect(call).toMatchObject({ name: 'f', arguments: '{"ä":"日本"}' })
      expect(call?.id).toMatch(/^chatcmpl-tool-[0-9a-f]{32}$/)
    }
  })

  it('find their calls by id, and by place where several are under way', async () => {
    const begin = (id: string, more: Delta = {}) => ({
      id,
      ...more,
      function: { name: 'f', arguments: '' },
    })
    const byId = await toolCallsOf(
      [begin('a')],
      [begin('b')],
      [{ id: 'a', function: { arguments: '{"x":1}' } }],
      [{ id: 'b', function: { arguments: '{"y":2}' } }],
    )
    expect(byId.map(({ id, arguments: text }) => [id, text])).toEqual([
      ['a', '{"x":1}'],
      ['b', '{"y":2}'],
    ])
    const byPlace = await toolCallsOf(
      [begin('a', { index: 0 }), begin('b', { index: 1 })],
      [{ index: 1, function: { arguments: '{"y":2}' } }],
      [{ index: 0, function: { arguments: '{"x":1}' } }],
    )
    expect(byPlace.map(({ arguments: text }) => text)).toEqual(['{"x":1}', '{"y":2}'])
  })
})

describe('an answer', () => {
  const usage = (tokens: number) => ({
    usage: { prompt_tokens: tokens, completion_tokens: tokens, total_tokens: 2 * tokens },
  })

  it('G 17: is put together from its pieces, with the usage that came last', async () => {
    const body = [
      event({ delta: { content: 'One ' }, finish_reason: null }, usage(1)),
      event({ delta: { content: 'two ' }, finish_reason: null }, usage(2)),
      event({ delta: { content: 'three' }, finish_reason: 'stop' }, usage(3)),
      'data: [DONE]\n\n',
    ].join('')
    const chunks = await collect(await aModel(body))
    const text = chunks.map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join('')
    expect(text).toBe('One two three')
    expect(finishOf(chunks).usage).toMatchObject({ promptTokens: 3, completionTokens: 3 })
  })

  it('is the same however its bytes are cut', async () => {
    for (const piece of [1, 7, 10_000]) {
      const model = await aModel(answerOf([{ content: 'Grüße, 世界' }]), { piece })
      const chunks = await collect(model, aCompletionRequest({ tools: [TOOL] }))
      expect(chunks[0]).toEqual({ type: 'text', text: 'Grüße, 世界' })
    }
  })
})

describe('a failure', () => {
  const failing = (provider: Partial<ProviderConfiguration>, answer: () => Promise<Response>) => {
    const registry = aRegistry({
      providers: [{ apiKey: Secret.of(PLANTED), ...provider } as ProviderConfiguration],
      fetch: answer,
    })
    const ref = { provider: provider.id ?? provider.kind ?? '', name: 'm' }
    return failureOf(registry.languageModel(tenantId, ref).then((model) => collect(model)))
  }
  const compatible = {
    kind: 'openai-compatible',
    id: 'mine',
    baseUrl: 'https://p.example/v1',
  } as const

  it('G 18: of the credentials hides what the provider said', async () => {
    const refuse = () =>
      Promise.resolve(Response.json({ error: { message: `Bad key ${PLANTED}` } }, { status: 401 }))
    for (const [provider, label] of [
      [compatible, 'mine'],
      [{ kind: 'openai' }, 'OpenAI'],
      [{ kind: 'anthropic' }, 'Anthropic'],
    ] as const) {
      const error = await failing(provider, refuse)
      expect(error).toMatchObject({ kind: 'authorization' })
      expect(error.message).toMatch(new RegExp(`^\\[${label}\\] .*refused the credentials`))
      expect(error.message).not.toContain('Bad key')
    }
  })

  it('G 18: that nobody foresaw says what it was', async () => {
    const request: CompletionRequest = {
      ...aCompletionRequest(),
      get stop(): readonly string[] {
        throw new RangeError(`out of luck with ${PLANTED}`)
      },
    }
    const error = await failureOf(collect(await aModel(''), request))
    expect(error).toMatchObject({ kind: 'other' })
    expect(error.message).toMatch(/^\[p\] Error: out of luck with /)
    expect(error.message).not.toContain(PLANTED)
  })

  it.each([
    [400, 'bad-request'],
    [401, 'authorization'],
    [403, 'authorization'],
    [404, 'bad-request'],
    [422, 'bad-request'],
    [429, 'rate-limit'],
    [500, 'server-unavailable'],
    [503, 'server-unavailable'],
    [529, 'server-unavailable'],
  ])('with status %d is one of %s', async (status, kind) => {
    const error = await failing(compatible, () =>
      Promise.resolve(Response.json({ error: { message: 'no' } }, { status })),
    )
    expect(error).toMatchObject({ kind })
  })

  it('of the network is one of the connection', async () => {
    const error = await failing(compatible, () => Promise.reject(new Error('no route')))
    expect(error).toMatchObject({ kind: 'connection' })
  })
})

describe('a hosted model of another name', () => {
  it('is what the catalogue says of its base model', async () => {
    const registry = aRegistry({
      providers: [
        {
          kind: 'azure-openai',
          apiKey: Secret.of(PLANTED),
          baseUrl: 'https://mine.openai.azure.com',
          baseModels: { 'our-deployment': 'gpt-4o' },
        },
      ],
    })
    const find = (name: string) =>
      registry.languageModel(tenantId, { provider: 'azure-openai', name })
    const known = (await find('gpt-4o')).profile
    expect(known.contextSize).toBeGreaterThan(0)
    expect((await find('our-deployment')).profile).toEqual(known)
    expect((await find('another')).profile.contextSize).toBeUndefined()
  })
})

describe('an attached file', () => {
  const picture = new Uint8Array([1, 2, 3])
  const message = {
    role: 'user',
    content: [
      {
        type: 'image',
        mimeType: 'image/png',
        filename: 'a.png',
        source: { type: 'url', url: 'https://files.example/a.png' },
        detail: 'low',
      },
      { type: 'text', text: 'What is it?' },
    ],
  } as const

  /** What is sent to the model, and which addresses are asked for it and for files. */
  async function sent(filesAs?: 'base64' | 'url') {
    const bodies: string[] = []
    const addresses: string[] = []
    const files: string[] = []
    const registry = aRegistry({
      providers: [{ kind: 'openai-compatible', id: 'p', baseUrl: 'https://p.example/v1' }],
      ...(filesAs ? { filesAs } : {}),
      fetch: (url, { body }) => {
        addresses.push(url)
        if (typeof body === 'string') bodies.push(body)
        const headers = { 'content-type': 'text/event-stream' }
        return Promise.resolve(new Response(answerOf([{ content: 'A cat.' }]), { headers }))
      },
      fileFetch: (url) => {
        files.push(url)
        return Promise.resolve(new Response(picture))
      },
    })
    const model = await registry.languageModel(tenantId, { provider: 'p', name: 'm' })
    await collect(model, aCompletionRequest({ messages: [message] }))
    return { body: bodies.join(), addresses, files }
  }

  it('goes to the model as its content where that is wished', async () => {
    const { body, addresses, files } = await sent('base64')
    expect(addresses).toHaveLength(1)
    expect(files).toEqual(['https://files.example/a.png'])
    expect(body).toContain('data:image/png;base64,AQID')
    expect(body).not.toContain('files.example')
  })

  it.each(['url', undefined] as const)(
    'goes as its address where %s is wished',
    async (filesAs) => {
      const { body, addresses } = await sent(filesAs)
      expect(addresses).toHaveLength(1)
      expect(body).toContain('https://files.example/a.png')
    },
  )
})
