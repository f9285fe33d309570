import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import {
  aPost,
  aServiceApi,
  errorOf,
  keyOf,
  noCalls,
  type RecordedCalls,
} from '../support/a-service-api.js'

const api = aServiceApi()

const operations = [
  ['workflow', '/v1/workflows/run', { inputs: {}, user: 'u1' }],
  ['chat', '/v1/chat-messages', { inputs: {}, query: 'hi', user: 'u1' }],
  ['completion', '/v1/completion-messages', { inputs: {}, user: 'u1' }],
  ['workflow', '/v1/workflows/tasks/t-1/stop', { user: 'u1' }],
  ['chat', '/v1/chat-messages/t-1/stop', { user: 'u1' }],
] as const

async function send(mode: Parameters<typeof aPost>[0], path: string, body: unknown) {
  const calls = noCalls()
  const response = await aServiceApi({}, { calls }).request(path, aPost(mode, body))
  return { response, calls }
}

describe('the body of a POST', () => {
  it.each(['text/plain', 'multipart/form-data; boundary=x', 'application/jsonp', ''])(
    'E13: content type %j answers 415',
    async (type) => {
      const response = await api.request('/v1/chat-messages', {
        ...aPost('chat', { inputs: {}, query: 'hi', user: 'u1' }),
        headers: { Authorization: `Bearer ${keyOf('chat')}`, 'Content-Type': type },
      })
      expect(await errorOf(response)).toMatchObject({
        status: 415,
        code: 'unsupported_media_type',
      })
    },
  )

  it('takes JSON under another name', async () => {
    const { headers, ...rest } = aPost('workflow', { inputs: {}, user: 'u1' })
    const response = await api.request('/v1/workflows/run', {
      ...rest,
      headers: { ...headers, 'Content-Type': 'Application/vnd.api+JSON; charset=utf-8' },
    })
    expect(response.status).toBe(200)
  })

  it.each(['{"a":', '', 'nonsense', '{"a":1}}', "{'a':1}"])(
    'E14: malformed JSON %j answers bad_request',
    async (body) => {
      const { response } = await send('chat', '/v1/chat-messages', body)
      expect(await errorOf(response)).toMatchObject({ status: 400, code: 'bad_request' })
    },
  )

  it.each(['[]', '"x"', 'null', '42', 'true'])(
    'E15: JSON %s, which is no object, answers invalid_param',
    async (body) => {
      const { response } = await send('chat', '/v1/chat-messages', body)
      expect(await errorOf(response)).toMatchObject({ status: 400, code: 'invalid_param' })
    },
  )

  it.each(operations)('E19: %s %s needs a user', async (mode, path, body) => {
    for (const user of [undefined, null, ''])
      expect(await errorOf((await send(mode, path, { ...body, user })).response)).toMatchObject({
        status: 400,
        code: 'invalid_param',
        message: 'Arg user must be provided.',
        params: 'user',
      })
  })

  it('E20: a number is a user', async () => {
    const { response, calls } = await send('chat', '/v1/chat-messages', {
      inputs: {},
      query: 'hi',
      user: 42,
    })
    expect(response.status).toBe(200)
    expect(calls.users).toEqual(['42'])
  })

  it('knows the user even when the rest of the body is wrong', async () => {
    const { response, calls } = await send('chat', '/v1/chat-messages', { user: 'u1' })
    expect(response.status).toBe(400)
    expect(calls.users).toEqual(['u1'])
  })

  it('is refused when it is too large, however its length is told', async () => {
    const small = aServiceApi({}, { maxBodyBytes: 1000 })
    const body = JSON.stringify({ inputs: { text: 'x'.repeat(1000) }, user: 'u1' })
    const init = aPost('workflow', body)
    const declared = { ...init, headers: { ...init.headers, 'Content-Length': '99999999' } }
    for (const request of [init, declared])
      expect(await errorOf(await small.request('/v1/workflows/run', request))).toMatchObject({
        status: 413,
        code: 'request_entity_too_large',
      })
  })

  it('is refused when it is nested too deeply', async () => {
    const deep = `{"user":"u1","inputs":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`
    const { response } = await send('workflow', '/v1/workflows/run', deep)
    expect(await errorOf(response)).toMatchObject({ status: 400, code: 'bad_request' })
  })

  it('may hold brackets in its strings', async () => {
    const text = '[{"\\'.repeat(1000)
    const { calls } = await send('workflow', '/v1/workflows/run', { user: 'u1', inputs: { text } })
    expect(calls.args).toMatchObject([{ inputs: { text } }])
  })

  it('loses NUL characters and halves of surrogate pairs, which no database stores', async () => {
    const body =
      '{"user":"u\\u00001","inputs":{"te\\u0000xt":["a\\u0000b\\ud800c","\\ud83d\\ude00"]}}'
    const { calls } = await send('workflow', '/v1/workflows/run', body)
    expect(calls.users).toEqual(['u1'])
    expect(calls.args).toMatchObject([{ inputs: { text: ['ab\ufffdc', '😀'] } }])
  })
})

describe('T-F6: type confusion', () => {
  const odd = [0, 1, -1.5, true, false, [], {}, [[]], { $ne: null }, 'x', '', null, ['u1']]
  const fields = [
    'inputs',
    'query',
    'user',
    'response_mode',
    'conversation_id',
    'files',
    'auto_generate_name',
    'workflow_id',
    'trace_id',
  ]

  it.each(operations)('%s %s answers 200 or an error of the caller, never 500', async (...args) => {
    const [mode, path, body] = args
    for (const field of fields)
      for (const value of odd) {
        const { response } = await send(mode, path, { ...body, [field]: value })
        expect(`${field}=${JSON.stringify(value)} ${response.status}`).toMatch(/ (200|400)$/)
      }
  })

  it('hands use cases nothing but the types they expect', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...fields), fc.jsonValue()), async (body) => {
        const { response, calls } = await send('chat', '/v1/chat-messages', body)
        expect([200, 400]).toContain(response.status)
        for (const args of calls.args) expectChatArgs(args)
      }),
      { numRuns: 200 },
    )
  })

  it.each([
    ['an object as the user', { inputs: {}, user: { $ne: null } }],
    ['a list as the user', { inputs: {}, user: ['u1'] }],
    ['text as the inputs', { inputs: 'x', user: 'u1' }],
    ['a list as the inputs', { inputs: [], user: 'u1' }],
    ['no inputs', { user: 'u1' }],
    ['an unknown response mode', { inputs: {}, user: 'u1', response_mode: 'sse' }],
    ['a map as the files', { inputs: {}, user: 'u1', files: {} }],
    ['text among the files', { inputs: {}, user: 'u1', files: ['x'] }],
  ])('refuses %s', async (_title, body) => {
    const { response, calls } = await send('workflow', '/v1/workflows/run', body)
    expect(await errorOf(response)).toMatchObject({ status: 400, code: 'invalid_param' })
    expect(calls.args).toEqual([])
  })
})

describe('T-H3: keys that mean the prototype', () => {
  const bodies = [
    '{"user":"u1","inputs":{"__proto__":{"polluted":true},"topic":"tea"}}',
    '{"user":"u1","inputs":{"\\u005f\\u005fproto__":{"polluted":true},"topic":"tea"}}',
    '{"user":"u1","__proto__":{"polluted":true,"inputs":{}},"inputs":{"topic":"tea"}}',
    '{"user":"u1","inputs":{"constructor":{"prototype":{"polluted":true}},"topic":"tea"}}',
    '{"user":"u1","inputs":{"topic":"tea"},"files":[{"__proto__":{"polluted":true}}]}',
  ]

  it.each(bodies)('%s pollutes nothing', async (body) => {
    const { response, calls } = await send('workflow', '/v1/workflows/run', body)
    expect(response.status).toBe(200)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(calls.args).toMatchObject([{ inputs: { topic: 'tea' } }])
    expect(JSON.stringify(calls.args)).not.toContain('__proto__')
  })

  it('a body that borrows its fields from a prototype has none', async () => {
    const { response } = await send(
      'workflow',
      '/v1/workflows/run',
      '{"__proto__":{"user":"u1","inputs":{}}}',
    )
    expect(await errorOf(response)).toMatchObject({ message: 'Arg user must be provided.' })
  })
})

type ChatArgs = {
  readonly query: unknown
  readonly inputs: unknown
  readonly files: unknown
  readonly conversationId: unknown
  readonly autoGenerateName: unknown
}

function expectChatArgs(args: RecordedCalls['args'][number]): void {
  const { query, inputs, files, conversationId, autoGenerateName } = args as ChatArgs
  expect(query).toEqual(expect.stringMatching(/./s))
  expect(Object.prototype.toString.call(inputs)).toBe('[object Object]')
  expect(Array.isArray(files)).toBe(true)
  expect(autoGenerateName).toBeTypeOf('boolean')
  if (conversationId !== undefined)
    expect(conversationId).toEqual(expect.stringMatching(/^[0-9a-f-]{36}$/))
}
