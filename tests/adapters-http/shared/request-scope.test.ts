import { describe, expect, it } from 'vitest'
import {
  aGet,
  aPost,
  aServiceApi,
  keyOf,
  recordingLogger,
  type LogLine,
} from '../support/a-service-api.js'
import { anId, appId, tenantId } from '../support/a-caller.js'

async function linesOf(path: string, init: RequestInit): Promise<readonly LogLine[]> {
  const lines: LogLine[] = []
  const api = aServiceApi(
    {
      getAppMeta: {
        execute: async () => {
          throw new TypeError('a bug')
        },
      },
    },
    { logger: recordingLogger(lines) },
  )
  await (await api.request(path, init)).text()
  return lines
}

describe('the log', () => {
  it('has one line per request, with its ids and without its secrets', async () => {
    const lines = await linesOf('/v1/info?secret=hunter2', {
      headers: { ...aGet('chat').headers, 'X-Request-Id': 'request-1', 'X-Trace-Id': 'trace-1' },
    })
    expect(lines).toHaveLength(1)
    expect(lines).toMatchObject([
      {
        level: 'info',
        message: 'request answered',
        fields: {
          requestId: 'request-1',
          traceId: 'trace-1',
          method: 'GET',
          path: '/v1/info',
          status: 200,
          tenantId,
          appId,
        },
      },
    ])
    expect(JSON.stringify(lines)).not.toMatch(/hunter2|app-chat/)
  })

  it('has the reason of what nobody foresaw, once, under the id the caller was told', async () => {
    const lines = await linesOf('/v1/meta', aGet('chat'))
    const errors = lines.filter(({ level }) => level === 'error')
    expect(errors).toHaveLength(1)
    expect(errors[0]?.fields['error']).toBeInstanceOf(TypeError)
    expect(errors[0]?.fields['requestId']).toBe(lines.at(-1)?.fields['requestId'])
  })

  it("has no error for what is the caller's mistake", async () => {
    for (const path of ['/v1/nope', '/v1/info', '/v1/conversations'])
      expect((await linesOf(path, {})).map(({ level }) => level)).toEqual(['info'])
  })

  it('keeps health checks quiet', async () => {
    expect(await linesOf('/health/live', {})).toMatchObject([{ level: 'debug' }])
  })
})

describe('the trace id', () => {
  const traceOf = async (init: {
    headers?: Record<string, string>
    query?: string
    body?: object
  }) => {
    const post = aPost('workflow', { inputs: {}, user: 'u1', ...init.body })
    const lines = await linesOf(`/v1/workflows/run${init.query ?? ''}`, {
      ...post,
      headers: { ...post.headers, ...init.headers },
    })
    return lines[0]?.fields['traceId']
  }

  it('comes from the first place that has one', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
    const all = {
      headers: { 'X-Trace-Id': 'from-header', traceparent },
      query: '?trace_id=from-query',
      body: { trace_id: 'from-body' },
    }
    expect(await traceOf(all)).toBe('from-header')
    expect(await traceOf({ ...all, headers: { traceparent } })).toBe('from-query')
    expect(await traceOf({ ...all, headers: { traceparent }, query: '' })).toBe('from-body')
    expect(await traceOf({ headers: { traceparent } })).toBe('a'.repeat(32))
    expect(await traceOf({})).toBeUndefined()
  })

  it('E57: is ignored when it is ill-formed', async () => {
    const headers = { 'X-Trace-Id': 'bad id!' }
    expect(await traceOf({ headers, body: { trace_id: { a: 1 } } })).toBeUndefined()
    const response = await aServiceApi().request('/v1/info', {
      headers: { Authorization: `Bearer ${keyOf('chat')}`, ...headers },
    })
    expect(response.status).toBe(200)
  })
})

it('names the end user, and the task of a stream', async () => {
  const lines = await linesOf(
    '/v1/workflows/run',
    aPost('workflow', { inputs: {}, user: 'u1', response_mode: 'streaming' }),
  )
  expect(lines[0]?.fields).toMatchObject({ endUserId: anId(4), taskId: anId(13) })
})
