import { ChatClient, CompletionClient } from 'dify-client'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startOpenAiServer, type OpenAiServer } from '../support/openai-server.js'
import { collect, readServerSentEvents, type WireEvent } from '../support/server-sent-events.js'
import { startWeftServer, temporaryFolder, type WeftServer } from '../support/weft-process.js'
import { PASSTHROUGH_DSL, TRIAGE_DSL } from './triage-app.js'

/** What the SDK hands back; its own declarations say `any`. */
type Answer<Data> = { readonly status: number; readonly data: Data }
type Message = {
  readonly event: string
  readonly answer: string
  readonly conversation_id: string
  readonly message_id: string
  readonly metadata: {
    readonly usage: { readonly total_tokens: number; readonly total_price: string }
  }
}
type ByteStream = AsyncIterable<Uint8Array> & { destroy(): void }
type RunAnswer = { readonly data: { readonly status: string; readonly outputs: unknown } }
type WorkflowClient = {
  runWorkflow(
    inputs: object,
    user: string,
    stream: boolean,
  ): Promise<Answer<RunAnswer & ByteStream>>
}

const LONG_QUERY = 'My head hurts badly'

describe('the published SDK against the built server', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let provider: OpenAiServer
  let weft: WeftServer
  let chat: ChatClient

  beforeAll(async () => {
    folder = await temporaryFolder()
    provider = await startOpenAiServer()
    const triage = await folder.write('triage.yml', TRIAGE_DSL)
    const passthrough = await folder.write('passthrough.yml', PASSTHROUGH_DSL)
    weft = await startWeftServer(['--import', triage, passthrough], {
      cwd: folder.path,
      env: {
        OPENAI_API_KEY: 'sk-planted-secret-0123456789',
        OPENAI_BASE_URL: provider.url,
        // Names conversations, so that the provider hears of nothing but the apps' own questions.
        WEFT_DEFAULT_MODEL: 'offline/echo',
      },
    })
    chat = new ChatClient(weft.app('Triage').api_key, `${weft.url}/v1`)
  })

  afterAll(async () => {
    await weft.stop()
    await provider.close()
    await folder.remove()
  })

  beforeEach(() => {
    provider.answerByDefault({ text: ['Drink', ' more', ' water.'] })
  })

  const ask = async (query: string, conversation?: string): Promise<Answer<Message>> =>
    (await chat.createChatMessage(
      { name: 'Ada' },
      query,
      'u1',
      false,
      conversation ?? null,
    )) as Answer<Message>

  const stream = async (query: string): Promise<ByteStream> => {
    const answer = (await chat.createChatMessage(
      { name: 'Ada' },
      query,
      'u1',
      true,
    )) as Answer<ByteStream>
    expect(answer.status).toBe(200)
    return answer.data
  }

  it('answers a blocking chat message through the model', async () => {
    const { status, data } = await ask(LONG_QUERY)
    expect(status).toBe(200)
    expect(data).toMatchObject({ event: 'message', answer: 'Ada: Drink more water.' })
    expect(data.metadata.usage.total_tokens).toBe(18)
    expect(data.metadata.usage.total_price).toMatch(/^\d+(\.\d+)?$/)
  })

  it('takes the other branch without asking the model', async () => {
    const before = provider.requests.length
    expect((await ask('Hi')).data.answer).toBe('Tell me more, Ada.')
    expect(provider.requests).toHaveLength(before)
  })

  it('remembers the conversation', async () => {
    const first = await ask(LONG_QUERY)
    await ask('And now my foot too', first.data.conversation_id)
    const messages = provider.requests.at(-1)?.body['messages']
    expect(messages).toEqual([
      { role: 'system', content: 'You help Ada.' },
      { role: 'user', content: LONG_QUERY },
      { role: 'assistant', content: 'Ada: Drink more water.' },
      { role: 'user', content: 'And now my foot too' },
    ])
  })

  it('streams: pieces of the answer in order, then the ends of message and run', async () => {
    const events = await collect(readServerSentEvents(await stream(LONG_QUERY)))
    const names = events.map(({ event }) => event)
    expect(names[0]).toBe('workflow_started')
    expect(names.slice(-2)).toEqual(['message_end', 'workflow_finished'])
    expect(textOf(events)).toBe('Ada: Drink more water.')
    expect(new Set(events.map(({ task_id: task }) => task)).size).toBe(1)
    expect(events.at(-1)?.data).toMatchObject({ status: 'succeeded', error: null })
  })

  it('forwards a token while the model still works', async () => {
    provider.script({ text: ['one', ' two', ' three'], delayMs: 150 })
    const events: WireEvent[] = []
    let tokensBeforeTheEnd = 0
    for await (const event of readServerSentEvents(await stream(LONG_QUERY))) {
      events.push(event)
      if (event.event === 'message' && !isFinished(events, 'llm')) tokensBeforeTheEnd++
    }
    expect(tokensBeforeTheEnd).toBeGreaterThanOrEqual(3)
  })

  it('stops an answer on request, for its own user only', async () => {
    provider.script({ text: Array.from({ length: 200 }, (_, i) => ` w${i}`), delayMs: 50 })
    const events: WireEvent[] = []
    for await (const event of readServerSentEvents(await stream(LONG_QUERY))) {
      events.push(event)
      const isFirstToken = events.filter(({ event: name }) => name === 'message').length === 3
      if (event.event === 'message' && isFirstToken) {
        const path = `/chat-messages/${String(event['task_id'])}/stop`
        const foreign = (await chat.sendRequest('POST', path, { user: 'u2' })) as Answer<unknown>
        expect(foreign.data).toEqual({ result: 'success' })
        const own = (await chat.sendRequest('POST', path, { user: 'u1' })) as Answer<unknown>
        expect(own.data).toEqual({ result: 'success' })
      }
    }
    const names = events.map(({ event }) => event)
    expect(names.slice(-2)).toEqual(['workflow_finished', 'message_end'])
    expect(events.at(-2)?.data).toMatchObject({ status: 'stopped' })
    expect(names.filter((name) => name === 'message').length).toBeLessThan(100)
    await expect(closedWithin(provider, 1000)).resolves.toBe(true)
  })

  it('aborts the provider’s request within a second when the client leaves half-way', async () => {
    provider.script({ text: Array.from({ length: 200 }, (_, i) => ` w${i}`), delayMs: 50 })
    const body = await stream(LONG_QUERY)
    for await (const event of readServerSentEvents(body))
      if (event.event === 'message' && event['answer'] === ' w3') break
    const leftAt = performance.now()
    body.destroy()
    const closedAt = await provider.requests.at(-1)?.closedByClient
    expect((closedAt ?? Infinity) - leftAt).toBeLessThan(1000)
  })

  it('answers a refusal of the provider as the contract says', async () => {
    provider.script({ failure: { type: 'status', status: 401, message: 'bad key' } })
    const failure: unknown = await ask(LONG_QUERY).catch((error: unknown) => error)
    expect(failure).toMatchObject({ response: { status: 400, data: { code: 'invalid_param' } } })
    expect(
      JSON.stringify((failure as { response: { data: unknown } }).response.data),
    ).not.toContain('planted')
  })

  it('runs a workflow, blocking and streaming, and shows its record', async () => {
    const client = new CompletionClient(
      weft.app('Passthrough').api_key,
      `${weft.url}/v1`,
    ) as unknown as WorkflowClient & CompletionClient
    const { data } = await client.runWorkflow({ text: 'tea' }, 'u1', false)
    expect(data.data).toMatchObject({ status: 'succeeded', outputs: { text: 'tea' } })
    const streamed = await client.runWorkflow({ text: 'tea' }, 'u1', true)
    const events = await collect(readServerSentEvents(streamed.data))
    expect(events.at(-1)).toMatchObject({
      event: 'workflow_finished',
      data: { outputs: { text: 'tea' } },
    })
    const id = String(events[0]?.['workflow_run_id'])
    const record = (await client.sendRequest('GET', `/workflows/run/${id}`)) as Answer<{
      readonly inputs: string
      readonly status: string
    }>
    expect(record.data.status).toBe('succeeded')
    expect(JSON.parse(record.data.inputs)).toMatchObject({ text: 'tea' })
  })

  it('says what the app asks of its users', async () => {
    const parameters = (await chat.getApplicationParameters('u1')) as Answer<
      Readonly<Record<string, unknown>>
    >
    expect(parameters.data).toMatchObject({
      opening_statement: 'How can I help?',
      user_input_form: [{ 'text-input': { variable: 'name', required: true } }],
    })
    const info = (await chat.sendRequest('GET', '/info')) as Answer<unknown>
    expect(info.data).toMatchObject({ name: 'Triage', mode: 'advanced-chat' })
  })

  it('T-G2 never writes the provider’s key anywhere', () => {
    expect(weft.logs()).not.toContain('planted')
  })
})

function textOf(events: readonly WireEvent[]): string {
  return events
    .filter(({ event }) => event === 'message')
    .map((event) => event['answer'])
    .join('')
}

function isFinished(events: readonly WireEvent[], nodeId: string): boolean {
  return events.some(({ event, data }) => event === 'node_finished' && data?.['node_id'] === nodeId)
}

async function closedWithin(provider: OpenAiServer, ms: number): Promise<boolean> {
  const closed = provider.requests.at(-1)?.closedByClient
  const late = new Promise<boolean>((done) => setTimeout(done, ms, false))
  return Promise.race([closed?.then(() => true) ?? false, late])
}
