import { describe, expect, it } from 'vitest'
import { AuthorizationError, NotFound } from '@weft/domain/kernel'
import { aGet, aPost, aServiceApi, errorOf, keyOf, noCalls } from './support/a-service-api.js'

const api = aServiceApi()

describe('authentication', () => {
  it('E1: refuses a call without a key', async () => {
    const response = await api.request('/v1/info')
    const error = await errorOf(response)
    expect(error).toMatchObject({
      status: 401,
      code: 'unauthorized',
      message: "Authorization header must be provided and start with 'Bearer'",
    })
    expect(response.headers.get('WWW-Authenticate')).toBe('Bearer realm="api"')
  })

  it('E2: refuses another scheme', async () => {
    const response = await api.request('/v1/info', { headers: { Authorization: 'Basic abc' } })
    expect(await errorOf(response)).toMatchObject({
      status: 401,
      code: 'unauthorized',
      message: "Authorization scheme must be 'Bearer'",
    })
  })

  it('E3: refuses a key without a scheme', async () => {
    const response = await api.request('/v1/info', { headers: { Authorization: 'app-chat' } })
    expect(await errorOf(response)).toMatchObject({ status: 401, code: 'unauthorized' })
  })

  it('E4: takes the scheme in any case', async () => {
    const response = await api.request('/v1/info', {
      headers: { authorization: 'bearer app-chat' },
    })
    expect(response.status).toBe(200)
  })

  it.each([
    ['E5: refuses an unknown key', 'app-unknown'],
    ['E6: refuses a key of another kind', 'dataset-unknown'],
  ])('%s', async (_title, key) => {
    const response = await api.request('/v1/info', { headers: { Authorization: `Bearer ${key}` } })
    expect(await errorOf(response)).toMatchObject({
      status: 401,
      code: 'unauthorized',
      message: 'Access token is invalid',
    })
    expect(response.headers.get('WWW-Authenticate')).toBe('Bearer realm="api"')
  })

  it('E7: refuses an app key where a knowledge key is needed', async () => {
    for (const path of ['/v1/workspaces/current/models/model-types/llm', '/v1/datasets'])
      expect(await errorOf(await api.request(path, aGet('chat')))).toMatchObject({
        status: 401,
        code: 'unauthorized',
      })
  })

  it.each([
    ['E8: an app closed to the API', "The app's API service has been disabled."],
    ['E9: an archived workspace', "The workspace's status is archived."],
  ])('%s answers 403', async (_title, message) => {
    const refusing = aServiceApi({
      authenticateApiKey: {
        execute: async () => {
          throw new AuthorizationError(message)
        },
      },
    })
    expect(await errorOf(await refusing.request('/v1/info', aGet('chat')))).toMatchObject({
      status: 403,
      code: 'forbidden',
      message,
    })
  })

  it('does not take a key from the query', async () => {
    const response = await api.request(`/v1/info?api_key=${keyOf('chat')}`)
    expect(response.status).toBe(401)
  })
})

describe('routes', () => {
  it('E10: answers an unknown path with 404, key or not', async () => {
    for (const init of [{}, aGet('chat')])
      expect(await errorOf(await api.request('/v1/nope', init))).toMatchObject({
        status: 404,
        code: 'not_found',
      })
  })

  it('E11: answers a wrong method with 405 and the right ones', async () => {
    const response = await api.request('/v1/info', { method: 'PUT' })
    expect(await errorOf(response)).toMatchObject({ status: 405, code: 'method_not_allowed' })
    expect(response.headers.get('Allow')).toContain('GET')
  })

  it('E12: answers a method that is gone with 405', async () => {
    const response = await api.request('/v1/conversations/3fa85f64-5717-4562-b3fc-2c963f66afa6', {
      method: 'PATCH',
    })
    expect(response.status).toBe(405)
    expect(response.headers.get('Allow')).toContain('DELETE')
  })

  it('treats an id that is no UUID as an unknown path, before asking for a key', async () => {
    const response = await api.request('/v1/conversations/not-a-uuid', { method: 'DELETE' })
    expect(await errorOf(response)).toMatchObject({ status: 404, code: 'not_found' })
  })

  it('E16: answers a preflight without a key', async () => {
    const response = await api.request('/v1/chat-messages', {
      method: 'OPTIONS',
      headers: { Origin: 'https://example.org', 'Access-Control-Request-Method': 'POST' },
    })
    expect(response.status).toBe(204)
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(response.headers.get('Access-Control-Allow-Methods')).toContain('DELETE')
    expect(response.headers.get('Access-Control-Allow-Headers')).toContain('Authorization')
    expect(response.headers.get('Access-Control-Allow-Credentials')).toBeNull()
  })

  it('T-F8: gives no other page than the API to a foreign origin', async () => {
    for (const path of ['/health/ready', '/docs', '/openapi.json']) {
      const response = await api.request(path, { headers: { Origin: 'https://evil.example' } })
      expect(response.headers.get('Access-Control-Allow-Origin')).toBeNull()
    }
  })

  it('E17: names version and environment on every answer, errors too', async () => {
    for (const path of ['/v1/info', '/v1/nope', '/health/live']) {
      const { headers } = await api.request(path, aGet('chat'))
      expect(headers.get('X-Version')).toBe('1.2.3')
      expect(headers.get('X-Env')).toBe('PRODUCTION')
      expect(headers.get('X-Request-Id')).toMatch(/^[A-Za-z0-9_-]+$/)
    }
  })

  it('E18: a GET with a JSON content type and no body is an ordinary GET', async () => {
    const { headers } = aGet('chat')
    const response = await api.request('/v1/parameters', {
      headers: { ...headers, 'Content-Type': 'application/json' },
    })
    expect(response.status).toBe(200)
  })

  it('keeps a well-formed request id and replaces an ill-formed one', async () => {
    const idOf = async (id: string) => {
      const response = await api.request('/v1/info', { headers: { 'X-Request-Id': id } })
      return response.headers.get('X-Request-Id')
    }
    expect(await idOf('abc-123')).toBe('abc-123')
    expect(await idOf('a b')).not.toBe('a b')
  })

  it.each([
    ['GET', '/v1/conversations'],
    ['GET', '/v1/messages?conversation_id=x'],
    ['POST', '/v1/files/upload'],
    ['GET', '/v1/site'],
    ['DELETE', '/v1/conversations/3fa85f64-5717-4562-b3fc-2c963f66afa6'],
    ['POST', '/v1/text-to-audio'],
  ])('%s %s is known, needs a key, and says that it is not available yet', async (method, path) => {
    expect((await api.request(path, { method })).status).toBe(401)
    const response = await api.request(path, { ...aGet('chat'), method })
    const error = await errorOf(response)
    expect(error).toMatchObject({ status: 501, code: 'not_implemented' })
    expect(error.message).toMatch(/cannot carry out/)
  })

  it('tells the holder of a knowledge key that knowledge is not available yet', async () => {
    const response = await api.request('/v1/datasets/abc/documents', {
      headers: { Authorization: 'Bearer dataset-abc' },
    })
    expect(await errorOf(response)).toMatchObject({ status: 501, code: 'not_implemented' })
  })
})

describe('T-B6: path tricks', () => {
  const tricks = [
    '/v1//info',
    '//v1/info',
    '/V1/info',
    '/v1/INFO',
    '/v1/info/',
    '/v1/info;x=1',
    '/v1/info.json',
    '/v1%2finfo',
    '/health/..%2fv1/info',
    '/health/live/../../v1/info',
    '/docs/../v1/info',
    '/docs/%2e%2e/v1/info',
    '/openapi.json/../v1/info',
    '/v1/./info',
    '/v1/inf%6f',
    '/v1/info%00',
  ]

  it.each(tricks)('%s gives nothing away without a key', async (path) => {
    const response = await api.request(path)
    expect([401, 404]).toContain(response.status)
    expect(await response.text()).not.toContain('Talks about tea')
  })

  it('no header grants what a key does', async () => {
    const response = await api.request('/v1/info', {
      headers: {
        'X-Forwarded-For': '127.0.0.1',
        'X-Original-URL': '/health/live',
        'X-Rewrite-URL': '/health/live',
        'X-Internal': 'true',
        'X-Tenant-Id': '00000000-0000-7000-8000-000000000001',
        Cookie: `token=${keyOf('chat')}`,
      },
    })
    expect(response.status).toBe(401)
  })

  it('T-B5: only health and the reference answer without a key', async () => {
    const document = (await (await api.request('/openapi.json')).json()) as {
      readonly paths: Record<string, Record<string, unknown>>
    }
    const id = '3fa85f64-5717-4562-b3fc-2c963f66afa6'
    for (const [path, methods] of Object.entries(document.paths))
      for (const method of Object.keys(methods)) {
        const url = `/v1${path.replaceAll(/\{\w+\}/g, id)}`
        const { status } = await api.request(url, { method: method.toUpperCase() })
        expect(`${method} ${url} ${status}`).toBe(`${method} ${url} 401`)
      }
  })
})

describe('errors', () => {
  const failing = (error: Error) =>
    aServiceApi({
      getAppInfo: {
        execute: async () => {
          throw error
        },
      },
    })

  it('says nothing of what nobody foresaw', async () => {
    const error = new TypeError('connect ECONNREFUSED postgres://weft:hunter2@10.0.0.7')
    const response = await failing(error).request('/v1/info', aGet('chat'))
    const text = await response.clone().text()
    expect(text).not.toMatch(/hunter2|ECONNREFUSED|stack|at /)
    expect(await errorOf(response)).toMatchObject({ status: 500, code: 'unknown' })
  })

  it('maps a branch of the error tree', async () => {
    const response = await failing(new NotFound('Nothing here.')).request('/v1/info', aGet('chat'))
    expect(await errorOf(response)).toMatchObject({
      status: 404,
      code: 'not_found',
      message: 'Nothing here.',
    })
  })
})

describe('app operations', () => {
  it('shows what the app is', async () => {
    const response = await api.request('/v1/info', aGet('advanced-chat'))
    expect(await response.json()).toEqual({
      name: 'Tea',
      description: 'Talks about tea',
      tags: [],
      mode: 'advanced-chat',
      author_name: 'Ada',
    })
  })

  it('shows all twelve parameters', async () => {
    const response = await api.request('/v1/parameters', aGet('workflow'))
    const body = (await response.json()) as Record<string, unknown>
    expect(Object.keys(body).sort()).toEqual([
      'annotation_reply',
      'file_upload',
      'more_like_this',
      'opening_statement',
      'retriever_resource',
      'sensitive_word_avoidance',
      'speech_to_text',
      'suggested_questions',
      'suggested_questions_after_answer',
      'system_parameters',
      'text_to_speech',
      'user_input_form',
    ])
    expect(body['system_parameters']).toEqual({
      image_file_size_limit: 10,
      video_file_size_limit: 100,
      audio_file_size_limit: 50,
      file_size_limit: 15,
      workflow_file_upload_limit: 10,
    })
  })

  it('shows the icons of an app without tools', async () => {
    const response = await api.request('/v1/meta', aGet('chat'))
    expect(await response.json()).toEqual({ tool_icons: {} })
  })
})

describe('stop', () => {
  it.each([
    ['workflow', '/v1/workflows/tasks/t-1/stop'],
    ['chat', '/v1/chat-messages/t-1/stop'],
    ['advanced-chat', '/v1/chat-messages/t-1/stop'],
    ['completion', '/v1/completion-messages/t-1/stop'],
  ] as const)('stops a task of a %s app and always says success', async (mode, path) => {
    const calls = noCalls()
    const response = await aServiceApi({}, { calls }).request(path, aPost(mode, { user: 'u1' }))
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ result: 'success' })
    expect(calls.stops).toMatchObject([{ taskId: 't-1', endUser: { sessionId: 'u1' } }])
  })

  it.each([
    ['chat', '/v1/workflows/tasks/t-1/stop', 'not_workflow_app'],
    ['workflow', '/v1/chat-messages/t-1/stop', 'not_chat_app'],
    ['chat', '/v1/completion-messages/t-1/stop', 'app_unavailable'],
  ] as const)('refuses a %s app on %s', async (mode, path, code) => {
    const response = await api.request(path, aPost(mode, { user: 'u1' }))
    expect(await errorOf(response)).toMatchObject({ status: 400, code })
  })
})

describe('health and reference', () => {
  it('is live without asking anything', async () => {
    const response = await api.request('/health/live')
    expect(response.status).toBe(200)
  })

  it('is ready when every check passes', async () => {
    const ready = aServiceApi({}, { readinessChecks: { database: async () => undefined } })
    const response = await ready.request('/health/ready')
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ status: 'ok', checks: { database: 'ok' } })
  })

  it('names a failed check and keeps its reason to itself', async () => {
    const broken = aServiceApi(
      {},
      {
        readinessChecks: {
          database: async () => {
            throw new Error('password is hunter2')
          },
          sandbox: async () => undefined,
        },
      },
    )
    const response = await broken.request('/health/ready')
    expect(response.status).toBe(503)
    expect(await response.json()).toEqual({
      status: 'unavailable',
      checks: { database: 'failed', sandbox: 'ok' },
    })
  })

  it('publishes an OpenAPI 3.1 document of every operation', async () => {
    const document = (await (await api.request('/openapi.json')).json()) as {
      readonly openapi: string
      readonly paths: Record<string, Record<string, { readonly requestBody?: unknown }>>
      readonly components: { readonly schemas: Record<string, unknown> }
    }
    expect(document.openapi).toBe('3.1.0')
    const operations = Object.values(document.paths).flatMap((methods) => Object.keys(methods))
    expect(operations).toHaveLength(37)
    expect(document.paths['/workflows/run']?.['post']?.requestBody).toBeDefined()
    expect(document.components.schemas['RunWorkflowRequest']).toMatchObject({
      type: 'object',
      required: ['inputs', 'user'],
      properties: { response_mode: { enum: ['blocking', 'streaming'] } },
    })
  })

  it('shows a page of them that loads and runs nothing from elsewhere', async () => {
    const response = await api.request('/docs')
    expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'none'")
    const page = await response.text()
    expect(page).toContain('/v1/workflows/run')
    expect(page).not.toMatch(/<script|https?:\/\/|style="|\son\w+=/)
    expect((await api.request('/docs/style.css')).headers.get('Content-Type')).toContain('text/css')
  })

  it('refuses other methods there, too', async () => {
    for (const path of ['/health/live', '/openapi.json', '/docs'])
      expect((await api.request(path, { method: 'POST' })).status).toBe(405)
  })
})
