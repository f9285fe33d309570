import type { CompletionRequest } from '@weft/domain/model'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { OpenAiServer } from '../../support/openai-server.js'
import { startProviderServer } from '../../support/provider-server.js'
import { aCompletionRequest, collect, failureOf } from '../support/completion-request.js'
import { plantedKey } from '../support/registry.js'
import { REMOTE_SUBJECTS, remoteModel, type RemoteSubject } from '../support/remote-provider.js'

let server: OpenAiServer
beforeAll(async () => {
  server = await startProviderServer()
})
afterAll(() => server.close())
afterEach(() => {
  vi.unstubAllEnvs()
})

const subjectOf = (name: string): RemoteSubject =>
  REMOTE_SUBJECTS.find((subject) => subject.name === name)!
const openAi = subjectOf('openai, chat')
const responses = subjectOf('openai, responses')
const anthropic = subjectOf('anthropic')
const google = subjectOf('google')
const bedrock = subjectOf('bedrock')
const mistral = subjectOf('mistral')
const deepSeek = subjectOf('deepseek')

/** What the provider gets to see of a request. */
async function sent(subject: RemoteSubject, request: Partial<CompletionRequest>) {
  await collect(await remoteModel(subject, server.url), aCompletionRequest(request))
  return server.requests.at(-1)!
}
const bodyOf = async (subject: RemoteSubject, request: Partial<CompletionRequest>) =>
  (await sent(subject, request)).body

describe('the key', () => {
  it.each([
    ['openai, chat', 'authorization', `Bearer ${plantedKey}`],
    ['azure-openai', 'api-key', plantedKey],
    ['anthropic', 'x-api-key', plantedKey],
    ['google', 'x-goog-api-key', plantedKey],
    ['mistral', 'authorization', `Bearer ${plantedKey}`],
    ['cohere', 'authorization', `Bearer ${plantedKey}`],
  ])('of %s goes into the header %s and not into the address', async (name, header, value) => {
    const { headers, path } = await sent(subjectOf(name), {})
    expect(headers[header]).toBe(value)
    expect(path).not.toContain(plantedKey)
  })

  it('of bedrock signs the request and is not sent itself', async () => {
    const { headers, body, path } = await sent(bedrock, {})
    expect(headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIAPLANTED12345\//)
    expect(JSON.stringify([headers, body, path])).not.toContain(plantedKey)
  })

  it.each(REMOTE_SUBJECTS)('of $name is never taken from the environment', async (subject) => {
    for (const name of [
      'OPENAI_API_KEY',
      'AZURE_API_KEY',
      'ANTHROPIC_API_KEY',
      'ANTHROPIC_AUTH_TOKEN',
      'GOOGLE_GENERATIVE_AI_API_KEY',
      'MISTRAL_API_KEY',
      'DEEPSEEK_API_KEY',
      'COHERE_API_KEY',
      'AWS_BEARER_TOKEN_BEDROCK',
      'AWS_ACCESS_KEY_ID',
      'AWS_SESSION_TOKEN',
    ])
      vi.stubEnv(name, 'from-the-environment')
    for (const name of ['OPENAI_BASE_URL', 'ANTHROPIC_BASE_URL', 'AWS_ENDPOINT_URL'])
      vi.stubEnv(name, 'http://127.0.0.1:1')
    const { headers, path } = await sent(subject, {})
    expect(JSON.stringify([headers, path])).not.toContain('from-the-environment')
  })

  it.each(REMOTE_SUBJECTS)('of $name is not shown where a redirect leads', async (subject) => {
    const seen: unknown[] = []
    const canary = createServer((request, response) => {
      seen.push(request.headers)
      response.end()
    })
    await new Promise<void>((done) => canary.listen(0, '127.0.0.1', done))
    const { port } = canary.address() as AddressInfo
    server.script({
      failure: {
        type: 'status',
        status: 307,
        headers: { location: `http://localhost:${port}/elsewhere` },
      },
    })
    const error = await failureOf(collect(await remoteModel(subject, server.url)))
    expect(error).toMatchObject({ kind: 'bad-request' })
    expect((error as Error).message).toContain('leads somewhere else')
    expect(seen).toEqual([])
    await new Promise((done) => canary.close(done))
  })
})

describe('parameters of a document', () => {
  const parameters = { temperature: 0.3, top_p: 0.9, max_tokens: 77 }

  it('reach OpenAI under its names, unknown ones included', async () => {
    expect(
      await bodyOf(openAi, { parameters: { ...parameters, logit_bias: { '50256': -100 }, n: 3 } }),
    ).toMatchObject({ ...parameters, logit_bias: { '50256': -100 } })
    expect(server.requests.at(-1)!.body).not.toHaveProperty('n')
  })

  it('reach Anthropic, with its thinking', async () => {
    const body = await bodyOf(anthropic, {
      parameters: { max_tokens: 4_000, thinking: true, thinking_budget: 2_000, made_up: 1 },
    })
    expect(body).toMatchObject({
      thinking: { type: 'enabled', budget_tokens: 2_000 },
      made_up: 1,
    })
  })

  it.each(['claude-opus-5-5', 'claude-sonnet-5', 'claude-fable-5-1', 'claude-opus-4-8'])(
    'leave it to %s how long it thinks, and how it samples',
    async (model) => {
      const body = await bodyOf(
        { ...anthropic, model },
        { parameters: { ...parameters, thinking: true, thinking_budget: 2_000, effort: 'low' } },
      )
      expect(body).toMatchObject({
        thinking: { type: 'adaptive' },
        output_config: { effort: 'low' },
        max_tokens: 77,
      })
      expect(body).not.toHaveProperty('temperature')
      expect(body).not.toHaveProperty('top_p')
    },
  )

  it('reach Google in its generation config', async () => {
    const body = await bodyOf(google, {
      parameters: { ...parameters, thinking_budget: 512, made_up: 1 },
      stop: ['END'],
    })
    expect(body['generationConfig']).toMatchObject({
      temperature: 0.3,
      topP: 0.9,
      maxOutputTokens: 77,
      stopSequences: ['END'],
      thinkingConfig: { thinkingBudget: 512 },
      made_up: 1,
    })
  })

  it('reach Bedrock in its inference config and its additional fields', async () => {
    expect(await bodyOf(bedrock, { parameters: { ...parameters, made_up: 1 } })).toMatchObject({
      inferenceConfig: { temperature: 0.3, topP: 0.9, maxTokens: 77 },
      additionalModelRequestFields: { made_up: 1 },
    })
  })

  it('reach Mistral, stop sequences included', async () => {
    expect(
      await bodyOf(mistral, { parameters: { ...parameters, safe_prompt: true }, stop: ['END'] }),
    ).toMatchObject({ ...parameters, safe_prompt: true, stop: ['END'] })
  })

  it('switch the thinking of DeepSeek', async () => {
    expect(await bodyOf(deepSeek, { parameters: { thinking: false } })).toMatchObject({
      thinking: { type: 'disabled' },
    })
  })

  it.each(REMOTE_SUBJECTS)('cannot change which model of $name answers', async (subject) => {
    const { body, path } = await sent(subject, {
      parameters: { model: 'other-model', messages: [], contents: [], system: 'other' },
    })
    expect(JSON.stringify([body, path])).not.toContain('other')
  })
})

describe('a conversation', () => {
  const call = { id: 'call_1', name: 'find', arguments: '{"what":"it"}' }
  const messages: CompletionRequest['messages'] = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Look it up.' },
    { role: 'assistant', content: '', toolCalls: [call] },
    { role: 'tool', toolCallId: 'call_1', content: 'found' },
  ]
  const tools = [{ name: 'find', description: 'Finds.', parameters: { type: 'object' } }]

  it.each(REMOTE_SUBJECTS)('of $name carries tools, calls and their results', async (subject) => {
    const text = JSON.stringify(await bodyOf(subject, { messages, tools }))
    for (const part of ['Be brief.', 'Look it up.', 'find', 'Finds.', 'found'])
      expect(text).toContain(part)
  })

  it.each([anthropic, google, bedrock])(
    'of $name may have nothing but a system prompt',
    async (subject) => {
      const body = await bodyOf(subject, { messages: [{ role: 'system', content: 'Say hello.' }] })
      const spoken = body['messages'] ?? body['contents']
      expect(JSON.stringify(spoken)).toContain('Say hello.')
    },
  )

  it.each([anthropic, google, bedrock])(
    'of $name may have the system speak in the middle',
    async (subject) => {
      const body = await bodyOf(subject, {
        messages: [
          { role: 'system', content: 'First.' },
          { role: 'user', content: 'Hello.' },
          { role: 'system', content: 'Later.' },
        ],
      })
      expect(JSON.stringify(body['messages'] ?? body['contents'])).toContain('Later.')
    },
  )

  it.each([anthropic, google, deepSeek])(
    'of $name shows the thoughts and signatures of a tool call again',
    async (subject) => {
      const model = await remoteModel(subject, server.url)
      server.script({ reasoning: ['I should look.'], toolCalls: [call] })
      const parameters = { max_tokens: 4_000, thinking: true }
      const first = await collect(model, aCompletionRequest({ tools, parameters }))
      const made = first.flatMap((chunk) => (chunk.type === 'tool-call' ? [chunk.call] : []))
      await collect(
        model,
        aCompletionRequest({
          tools,
          parameters,
          messages: [
            { role: 'user', content: 'Look it up.' },
            { role: 'assistant', content: '', toolCalls: made },
            { role: 'tool', toolCallId: made[0]!.id, content: 'found' },
          ],
        }),
      )
      const text = JSON.stringify(server.requests.at(-1)!.body)
      expect(text).toContain(subject === google ? 'signed' : 'I should look.')
      if (subject === anthropic) expect(text).toContain('"signature":"signed"')
    },
  )
})

describe('thoughts that are not known any more', () => {
  it('are not asked of Anthropic in the turn they belong to', async () => {
    const messages: CompletionRequest['messages'] = [
      { role: 'user', content: 'Look it up.' },
      {
        role: 'assistant',
        content: '',
        toolCalls: [{ id: 'from_long_ago', name: 'find', arguments: '{}' }],
      },
      { role: 'tool', toolCallId: 'from_long_ago', content: 'found' },
    ]
    const parameters = { max_tokens: 4_000, thinking: true }
    expect(await bodyOf(anthropic, { messages, parameters })).not.toHaveProperty('thinking')
    const asked = { role: 'user', content: 'And now?' } as const
    expect(await bodyOf(anthropic, { messages: [...messages, asked], parameters })).toHaveProperty(
      'thinking',
    )
  })
})

describe('an answer of a given shape', () => {
  const responseSchema = {
    type: 'object',
    properties: { answer: { type: 'string' } },
    required: ['answer'],
    additionalProperties: false,
  }

  it.each([
    [openAi, 'response_format'],
    [responses, 'text'],
    [google, 'generationConfig'],
    [anthropic, 'output_config'],
    [mistral, 'response_format'],
  ] as const)('is asked of $name', async (subject, field) => {
    const body = await bodyOf(subject, { responseSchema })
    expect(JSON.stringify(body[field])).toContain('"answer"')
  })
})

describe('an attached file', () => {
  const picture = Buffer.from('a picture')
  const image = { type: 'image', mimeType: 'image/png', filename: 'a.png' } as const
  const messagesWith = (url: string): CompletionRequest['messages'] => [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is it?' },
        { ...image, source: { type: 'url', url } },
      ],
    },
  ]

  it.each([google, bedrock])(
    'that $name cannot fetch by its address is fetched for it',
    async (subject) => {
      const files = createServer((_, response) => response.end(picture))
      await new Promise<void>((done) => files.listen(0, '127.0.0.1', done))
      const { port } = files.address() as AddressInfo
      const body = await bodyOf(subject, { messages: messagesWith(`http://127.0.0.1:${port}/a`) })
      expect(JSON.stringify(body)).toContain(picture.toString('base64'))
      await new Promise((done) => files.close(done))
    },
  )

  it('is left to a provider that fetches it', async () => {
    const url = 'https://files.example.org/a.png'
    expect(JSON.stringify(await bodyOf(anthropic, { messages: messagesWith(url) }))).toContain(url)
    expect(JSON.stringify(await bodyOf(openAi, { messages: messagesWith(url) }))).toContain(url)
  })

  it('that cannot be fetched is a request that cannot be sent', async () => {
    const files = createServer((_, response) => response.writeHead(404).end())
    await new Promise<void>((done) => files.listen(0, '127.0.0.1', done))
    const { port } = files.address() as AddressInfo
    const request = { messages: messagesWith(`http://127.0.0.1:${port}/a`) }
    expect(await failureOf(bodyOf(google, request))).toMatchObject({ kind: 'bad-request' })
    await new Promise((done) => files.close(done))
  })
})

it('the responses interface is asked to keep nothing', async () => {
  expect(await bodyOf(responses, {})).toMatchObject({ store: false })
})

it('azure is asked by deployment where a version is given', async () => {
  const { path } = await sent(subjectOf('azure-openai'), {})
  expect(path).toBe('/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21')
})
