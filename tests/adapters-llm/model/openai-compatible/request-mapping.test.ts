import type { CompletionRequest } from '@weft/domain/model'
import { ModelCallFailed } from '@weft/domain/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startOpenAiServer, type OpenAiServer } from '../../../support/openai-server.js'
import { aCompletionRequest, collect, failureOf } from '../../support/completion-request.js'
import { languageModelAt, plantedKey } from '../../support/registry.js'

let server: OpenAiServer
beforeAll(async () => {
  server = await startOpenAiServer()
})
afterAll(() => server.close())

type Configuration = Parameters<typeof languageModelAt>[1]

/** What the endpoint gets to see of a request. */
async function sent(
  request: Partial<CompletionRequest>,
  configuration: Configuration = {},
  name?: string,
) {
  await collect(await languageModelAt(server.url, configuration, name), aCompletionRequest(request))
  return server.requests.at(-1)!
}
const bodyOf = async (...args: Parameters<typeof sent>) => (await sent(...args)).body
const user = (content: CompletionRequest['messages'][number]['content']) =>
  ({ role: 'user', content }) as CompletionRequest['messages'][number]

describe('a chat request', () => {
  it('goes to /chat/completions with the key and the headers of the provider', async () => {
    const request = await sent({}, { headers: { 'x-team': 'blue' } })
    expect(request.path).toBe('/v1/chat/completions')
    expect(request.headers).toMatchObject({
      authorization: `Bearer ${plantedKey}`,
      'x-team': 'blue',
    })
  })

  it('asks for a stream and for its usage', async () => {
    expect(await bodyOf({})).toMatchObject({
      model: 'gpt-4o-mini',
      stream: true,
      stream_options: { include_usage: true },
    })
  })

  it('leaves out the usage where an endpoint refuses to be asked', async () => {
    expect(await bodyOf({}, { reportsUsage: false })).not.toHaveProperty('stream_options')
  })

  it('carries the conversation with its tool calls, arguments exactly as the model wrote them', async () => {
    const args = '{ "id": 12345678901234567890,  "unfinished": '
    const { messages } = await bodyOf({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Look it up.' },
        { role: 'assistant', content: '', toolCalls: [{ id: 'a', name: 'find', arguments: args }] },
        { role: 'tool', toolCallId: 'a', content: 'found' },
        { role: 'assistant', content: 'Done.' },
      ],
    })
    expect(messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Look it up.' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'find', arguments: args } }],
      },
      { role: 'tool', tool_call_id: 'a', content: 'found' },
      { role: 'assistant', content: 'Done.' },
    ])
  })

  it('carries images by address and by content, with how closely to look', async () => {
    const image = { type: 'image', mimeType: 'image/png', filename: 'a.png' } as const
    const { messages } = await bodyOf({
      messages: [
        user([
          { ...image, source: { type: 'url', url: 'https://example.org/a.png' }, detail: 'high' },
          { ...image, source: { type: 'base64', data: 'aGk=' }, detail: 'low' },
          { ...image, source: { type: 'base64', data: 'aGk=' } },
          { type: 'text', text: 'What is it?' },
        ]),
      ],
    })
    expect(messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: 'https://example.org/a.png', detail: 'high' } },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,aGk=', detail: 'low' } },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,aGk=' } },
          { type: 'text', text: 'What is it?' },
        ],
      },
    ])
  })

  it('carries sound, PDF and text files', async () => {
    const { messages } = await bodyOf({
      messages: [
        user([
          {
            type: 'audio',
            mimeType: 'audio/mpeg',
            filename: 'a.mp3',
            source: { type: 'base64', data: 'aGk=' },
          },
          {
            type: 'document',
            mimeType: 'application/pdf',
            filename: 'a.pdf',
            source: { type: 'base64', data: 'aGk=' },
          },
          {
            type: 'document',
            mimeType: 'text/plain',
            filename: 'a.txt',
            source: { type: 'base64', data: 'aGk=' },
          },
        ]),
      ],
    })
    expect(messages).toMatchObject([
      {
        content: [
          { type: 'input_audio', input_audio: { data: 'aGk=', format: 'mp3' } },
          { type: 'file', file: { filename: 'a.pdf' } },
          { type: 'text', text: 'hi' },
        ],
      },
    ])
  })

  it('refuses a file the protocol cannot carry, before anything is sent', async () => {
    const before = server.requests.length
    const error = await failureOf(
      sent({
        messages: [
          user([
            {
              type: 'video',
              mimeType: 'video/mp4',
              filename: 'a.mp4',
              source: { type: 'base64', data: 'aGk=' },
            },
          ]),
        ],
      }),
    )
    expect(error).toBeInstanceOf(ModelCallFailed)
    expect(error).toMatchObject({ kind: 'bad-request' })
    expect((error as Error).message).toContain('video/mp4')
    expect(server.requests).toHaveLength(before)
  })

  it('refuses a file whose address is none', async () => {
    const image = { type: 'image', mimeType: 'image/png', filename: 'a.png' } as const
    const error = await failureOf(
      sent({ messages: [user([{ ...image, source: { type: 'url', url: 'a.png' } }])] }),
    )
    expect(error).toMatchObject({ kind: 'bad-request' })
  })

  it('names the standard parameters, and passes the others on as they are', async () => {
    const body = await bodyOf({
      parameters: {
        temperature: 0.3,
        top_p: 0.9,
        max_tokens: 99,
        presence_penalty: 0.1,
        frequency_penalty: 0.2,
        seed: 7,
        top_k: 40,
        reasoning_effort: 'low',
        logit_bias: { 50256: -100 },
        nothing: null,
      },
      stop: ['END'],
      user: 'user-1',
    })
    expect(body).toMatchObject({
      temperature: 0.3,
      top_p: 0.9,
      max_tokens: 99,
      presence_penalty: 0.1,
      frequency_penalty: 0.2,
      seed: 7,
      top_k: 40,
      reasoning_effort: 'low',
      logit_bias: { 50256: -100 },
      stop: ['END'],
      user: 'user-1',
    })
    expect(body).not.toHaveProperty('nothing')
  })

  it('does not let a document choose another model or another way of answering', async () => {
    const body = await bodyOf({
      parameters: { model: 'expensive', messages: [], stream: false, n: 5, stream_options: {} },
    })
    expect(body).toMatchObject({ model: 'gpt-4o-mini', stream: true })
    expect(body['messages']).toHaveLength(1)
    expect(body).not.toHaveProperty('n')
  })

  it.each(['o3-mini', 'gpt-5-nano'])(
    'limits the tokens of %s by the name it knows',
    async (name) => {
      const body = await bodyOf({ parameters: { max_tokens: 50 } }, {}, name)
      expect(body).toMatchObject({ max_completion_tokens: 50 })
      expect(body).not.toHaveProperty('max_tokens')
    },
  )

  it('describes tools', async () => {
    const parameters = { type: 'object', properties: { city: { type: 'string' } } }
    const { tools } = await bodyOf({
      tools: [{ name: 'weather', description: 'Looks outside.', parameters }],
    })
    expect(tools).toEqual([
      {
        type: 'function',
        function: { name: 'weather', description: 'Looks outside.', parameters },
      },
    ])
  })
})

describe('the format of an answer', () => {
  const closed = {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  }

  it('is enforced strictly for a schema that can be enforced so', async () => {
    expect(await bodyOf({ responseSchema: closed })).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { schema: closed, strict: true } },
    })
  })

  it.each([
    { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    { ...closed, required: [] },
    { ...closed, properties: { city: { type: 'object' } } },
    { ...closed, properties: { city: { type: 'array', items: { type: 'object' } } } },
  ])('is not enforced strictly for an open schema: %j', async (responseSchema) => {
    expect(await bodyOf({ responseSchema })).toMatchObject({
      response_format: { json_schema: { schema: responseSchema, strict: false } },
    })
  })

  it('is any JSON for a model without structured output', async () => {
    const models = { plain: { mode: 'chat', features: ['tool-call'] } } as const
    const body = await bodyOf({ responseSchema: closed }, { models }, 'plain')
    expect(body['response_format']).toEqual({ type: 'json_object' })
  })

  it.each([
    [{ response_format: 'JSON' }, { type: 'json_object' }],
    [{ response_format: 'json_object' }, { type: 'json_object' }],
    [{ response_format: { type: 'text' } }, { type: 'text' }],
    [
      { response_format: 'json_schema', json_schema: '{"type":"object"}' },
      { type: 'json_schema', json_schema: { name: 'response', schema: { type: 'object' } } },
    ],
    [
      { response_format: 'json_schema', json_schema: '{"name":"city","schema":{},"strict":true}' },
      { type: 'json_schema', json_schema: { name: 'city', schema: {}, strict: true } },
    ],
  ])('can be a parameter of the document: %j', async (parameters, format) => {
    const body = await bodyOf({ parameters })
    expect(body['response_format']).toEqual(format)
    expect(body).not.toHaveProperty('json_schema')
  })

  it.each(['{', '"text"'])('cannot be the unreadable schema %s', async (json_schema) => {
    const parameters = { response_format: 'json_schema', json_schema }
    expect(await failureOf(sent({ parameters }))).toMatchObject({ kind: 'bad-request' })
  })
})

describe('a request of a completion model', () => {
  const models = { continuer: { mode: 'completion' } } as const
  const continued = (request: Partial<CompletionRequest>) => sent(request, { models }, 'continuer')

  it('goes to /completions with the prompt exactly as it was written', async () => {
    const { path, body } = await continued({ messages: [user('Once upon a time')] })
    expect(path).toBe('/v1/completions')
    expect(body).toMatchObject({ model: 'continuer', prompt: 'Once upon a time', stream: true })
  })

  it('stops only where the document says so', async () => {
    expect((await continued({})).body).not.toHaveProperty('stop')
    expect((await continued({ stop: ['\n\n'] })).body).toMatchObject({ stop: ['\n\n'] })
  })

  it('carries the parameters', async () => {
    const { body } = await continued({
      parameters: { temperature: 0, max_tokens: 5, best_of: 2 },
      user: 'user-1',
    })
    expect(body).toMatchObject({ temperature: 0, max_tokens: 5, best_of: 2, user: 'user-1' })
    expect(Object.keys(body).filter((key) => key.startsWith('weft'))).toEqual([])
  })
})
