import { once } from 'node:events'
import { request, type ClientRequest, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { serve, type RunningServer, type ServiceApiOptions } from '@weft/adapters-http'
import type { GenerationEvent } from '@weft/application/conversation'
import type { RequestContext } from '@weft/domain/kernel'
import { afterEach, describe, expect, it } from 'vitest'
import {
  aPost,
  aServiceApi,
  errorOf,
  eventsOf,
  recordingLogger,
  type LogLine,
} from '../support/a-service-api.js'
import { aBegun, aMessageEnded, aRunStarted, aRunSucceeded } from '../support/generation-events.js'
import { ownTime } from '../../support/own-time.js'

const running: RunningServer[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close(0)))
})

type Generate = (
  context: RequestContext,
) => AsyncGenerator<readonly GenerationEvent[], void, undefined>

async function start(
  generate: Generate,
  options: Partial<ServiceApiOptions> = {},
): Promise<RunningServer> {
  const api = aServiceApi(
    { runWorkflow: { execute: generate }, generateResponse: { execute: generate } },
    options,
  )
  const server = await serve(api, { host: '127.0.0.1', port: 0 })
  running.push(server)
  return server
}

const streaming = { inputs: {}, query: 'Hi', user: 'u1', response_mode: 'streaming' }
const aText = (text: string): GenerationEvent => ({ type: 'MessageTextStreamed', text })

function open(server: RunningServer, body: unknown = streaming): ClientRequest {
  const { headers, body: text } = aPost('chat', body)
  const client = request(`${server.url}/v1/chat-messages`, { method: 'POST', headers })
  client.on('error', () => undefined)
  client.end(text)
  return client
}

async function responseTo(client: ClientRequest): Promise<IncomingMessage> {
  const [response] = (await once(client, 'response')) as [IncomingMessage]
  response.on('error', () => undefined)
  return response
}

async function until(condition: () => boolean, timeoutMs = 5000): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('Nothing happened')
    await wait(5)
  }
}

/** A promise for the test to keep. */
function aGate() {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

/** Tells that it has begun, then waits until its signal is aborted. */
function aPatientGeneration() {
  const state: { abortedAt: number | undefined; isOver: boolean } = {
    abortedAt: undefined,
    isOver: false,
  }
  const started = aGate()
  const generate: Generate = async function* ({ signal }) {
    try {
      started.open()
      yield [aBegun('chat')]
      yield [aText('Hello')]
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          state.abortedAt = performance.now()
          resolve()
        })
      })
    } finally {
      state.isOver = true
    }
  }
  return { state, generate, started: started.opened }
}

describe('a stream over a socket', () => {
  it('carries every header and event, one block each', async () => {
    const server = await start(async function* () {
      yield [aBegun('chat')]
      yield [aText('a'), aText('b')]
      await wait(5)
      yield [aText('é 🍵\n\ndata: x'), aMessageEnded()]
    })
    const response = await fetch(`${server.url}/v1/chat-messages`, aPost('chat', streaming))
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('no-cache')
    expect(response.headers.get('x-accel-buffering')).toBe('no')
    expect(response.headers.get('x-version')).toBe('1.2.3')
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('content-encoding')).toBeNull()
    const text = await response.text()
    expect(text).toContain('é 🍵')
    expect(text.endsWith('\n\n')).toBe(true)
    expect(eventsOf(text).map(({ event, answer }) => [event, answer])).toEqual([
      ['message', 'a'],
      ['message', 'b'],
      ['message', 'é 🍵\n\ndata: x'],
      ['message_end', undefined],
    ])
  })

  it('sends events that arrive together in one piece', async () => {
    const gate = aGate()
    const server = await start(async function* () {
      yield [aBegun('workflow'), aRunStarted, ...Array.from({ length: 20 }, () => aText('x'))]
      await gate.opened
      yield [aRunSucceeded()]
    })
    const chunks: string[] = []
    const response = await responseTo(open(server))
    for await (const chunk of response) {
      chunks.push(String(chunk))
      gate.open()
    }
    expect(chunks).toHaveLength(2)
    expect(eventsOf(chunks[0] ?? '')).toHaveLength(21)
  })

  it('lets the headers go before the first event is there', async () => {
    const gate = aGate()
    const server = await start(async function* () {
      yield [aBegun('chat')]
      await gate.opened
      yield [aMessageEnded()]
    })
    const response = await responseTo(open(server))
    expect(response.headers['content-type']).toContain('text/event-stream')
    gate.open()
    let text = ''
    for await (const chunk of response) text += String(chunk)
    expect(eventsOf(text)).toHaveLength(1)
  })

  it('E43: says ping while there is nothing to say', async () => {
    const server = await start(
      async function* () {
        yield [aBegun('chat')]
        await wait(120)
        yield [aText('Hello')]
        yield [aMessageEnded()]
      },
      { pingAfterMs: 50 },
    )
    const response = await fetch(`${server.url}/v1/chat-messages`, aPost('chat', streaming))
    const blocks = (await response.text()).split('\n\n')
    expect(blocks[0]).toBe('event: ping')
    const others = blocks.filter((block) => block !== '' && !block.startsWith('data: '))
    expect(new Set(others)).toEqual(new Set(['event: ping']))
    expect(blocks.findIndex((block) => block.startsWith('data: '))).toBe(others.length)
  })

  it('aborts the generation within a second of the client going away', async () => {
    const lines: LogLine[] = []
    const { state, generate } = aPatientGeneration()
    const server = await start(generate, { logger: recordingLogger(lines) })
    const client = open(server)
    await once(await responseTo(client), 'data')
    const goneAt = performance.now()
    client.destroy()
    await until(() => state.isOver)
    expect(ownTime(goneAt, state.abortedAt)).toBeLessThan(1000)
    await until(() => lines.length > 0)
    expect(lines).toMatchObject([
      { level: 'info', message: 'request answered', fields: { isAborted: true } },
    ])
  })

  it('aborts a blocking call whose client went away, too', async () => {
    const { state, generate, started } = aPatientGeneration()
    const server = await start(generate)
    const client = open(server, { ...streaming, response_mode: 'blocking' })
    await started
    expect(state.isOver).toBe(false)
    client.destroy()
    await until(() => state.isOver)
    expect(state.abortedAt).toBeDefined()
  })

  it('does not run ahead of a client that does not read', async () => {
    let told = 0
    const piece = 'x'.repeat(64 * 1024)
    const server = await start(async function* () {
      yield [aBegun('chat')]
      for (; told < 1000; told++) yield [aText(piece)]
      yield [aMessageEnded()]
    })
    const client = open(server)
    const response = await responseTo(client)
    response.pause()
    let before = -1
    while (told !== before) {
      before = told
      await wait(100)
    }
    expect(told).toBeLessThan(500)
    let bytes = 0
    for await (const chunk of response) bytes += (chunk as Buffer).byteLength
    expect(bytes).toBeGreaterThan(1000 * piece.length)
  })

  it('cuts off a client that never reads on', async () => {
    let isOver = false
    const server = await start(
      async function* () {
        try {
          yield [aBegun('chat')]
          for (;;) yield [aText('x'.repeat(1024 * 1024))]
        } finally {
          isOver = true
        }
      },
      { stallTimeoutMs: 100 },
    )
    const client = open(server)
    const response = await responseTo(client)
    response.pause()
    await until(() => isOver)
    client.destroy()
    expect(isOver).toBe(true)
  })

  it('ends with an error event when the generation throws, and logs it once', async () => {
    const lines: LogLine[] = []
    const server = await start(
      async function* () {
        yield [aBegun('chat')]
        await wait(1)
        throw new TypeError('secret')
      },
      { logger: recordingLogger(lines) },
    )
    const response = await fetch(`${server.url}/v1/chat-messages`, {
      ...aPost('chat', streaming),
      headers: { ...aPost('chat', '').headers, 'X-Request-Id': 'request-1' },
    })
    const text = await response.text()
    expect(text).not.toContain('secret')
    expect(eventsOf(text)).toMatchObject([{ event: 'error', code: 'internal_server_error' }])
    await until(() => lines.length === 2)
    expect(lines).toMatchObject([
      {
        level: 'error',
        message: 'generation failed unexpectedly',
        fields: { requestId: 'request-1' },
      },
      { level: 'info', message: 'request answered' },
    ])
  })
})

describe('T-K3: bodies that are meant to hurt', () => {
  const generate: Generate = async function* () {
    yield [aBegun('chat')]
    yield [aMessageEnded()]
  }

  it('a body without end is refused while it is still being sent', async () => {
    const server = await start(generate, { maxBodyBytes: 1024 * 1024 })
    const { headers } = aPost('chat', '')
    const client = request(`${server.url}/v1/chat-messages`, { method: 'POST', headers })
    const done = new AbortController()
    client.on('error', () => {
      done.abort()
    })
    client.on('response', () => {
      done.abort()
    })
    const answered = once(client, 'response') as Promise<[IncomingMessage]>
    const piece = Buffer.alloc(256 * 1024, 0x20)
    let sent = 0
    while (!done.signal.aborted && sent < 100 * 1024 * 1024) {
      sent += piece.length
      if (!client.write(piece)) await Promise.race([once(client, 'drain'), wait(50)])
      await wait(0)
    }
    const [response] = await answered
    expect(response.statusCode).toBe(413)
    expect(sent).toBeLessThan(50 * 1024 * 1024)
    client.destroy()
  })

  it('a body that declares too much is refused unread', async () => {
    const server = await start(generate)
    const { headers } = aPost('chat', '')
    const client = request(`${server.url}/v1/chat-messages`, {
      method: 'POST',
      headers: { ...headers, 'Content-Length': String(1024 ** 3) },
    })
    client.on('error', () => undefined)
    client.flushHeaders()
    const response = await responseTo(client)
    expect(response.statusCode).toBe(413)
    client.destroy()
  })

  it('a client that goes away in the middle of its body leaves the server well', async () => {
    const lines: LogLine[] = []
    const server = await start(generate, { logger: recordingLogger(lines) })
    const { headers } = aPost('chat', '')
    const client = request(`${server.url}/v1/chat-messages`, {
      method: 'POST',
      headers: { ...headers, 'Content-Length': '1000' },
    })
    client.on('error', () => undefined)
    client.write('{"inputs":')
    await wait(50)
    client.destroy()
    const response = await fetch(`${server.url}/v1/chat-messages`, aPost('chat', streaming))
    expect(response.status).toBe(200)
    await response.text()
    await until(() => lines.length === 2)
    expect(lines.map(({ level }) => level)).toEqual(['info', 'info'])
  })
})

describe('requests no library would send', () => {
  const generate: Generate = async function* () {
    yield [aBegun('chat')]
  }

  async function raw(server: RunningServer, text: string): Promise<string> {
    const { hostname, port } = new URL(server.url)
    const socket = connect(Number(port), hostname)
    socket.end(text)
    let answer = ''
    for await (const chunk of socket) answer += String(chunk)
    return answer
  }

  it.each([
    ['a host that is none', 'GET /v1/info HTTP/1.1\r\nHost: a@b\r\nConnection: close\r\n\r\n'],
    ['a target that is no path', 'GET v1/info HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
    ['a backslash', 'GET /v1\\..\\info HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
  ])('%s answers 400 and the envelope', async (_title, text) => {
    const server = await start(generate)
    const answer = await raw(server, text)
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
    if (answer.includes('application/json')) expect(answer).toContain('"code":"bad_request"')
  })

  it('T-B6: dot segments in the target do not get past the key', async () => {
    const server = await start(generate)
    for (const target of ['/health/live/../../v1/info', '/docs/%2e%2e/v1/info', '/v1/./info']) {
      const answer = await raw(
        server,
        `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
      )
      expect(answer).toMatch(/^HTTP\/1.1 (401|404) /)
    }
  })
})

describe('closing the server', () => {
  it('lets running responses finish and takes no more', async () => {
    const started = aGate()
    const server = await start(async function* () {
      started.open()
      yield [aBegun('chat')]
      await wait(200)
      yield [aMessageEnded()]
    })
    const answer = fetch(`${server.url}/v1/chat-messages`, aPost('chat', streaming))
    await started.opened
    const closing = server.close(5000)
    expect(eventsOf(await (await answer).text())).toHaveLength(1)
    await closing
    await expect(fetch(`${server.url}/health/live`)).rejects.toThrow()
  })

  it('cuts what has not finished in time, and aborts it', async () => {
    const { state, generate } = aPatientGeneration()
    const server = await start(generate)
    const client = open(server)
    await responseTo(client)
    const startedAt = Date.now()
    await server.close(100)
    expect(Date.now() - startedAt).toBeLessThan(1000)
    await until(() => state.isOver)
    expect(state.abortedAt).toBeDefined()
  })

  it('may be asked twice', async () => {
    const server = await start(async function* () {
      yield [aBegun('chat')]
    })
    await Promise.all([server.close(100), server.close(100)])
    await expect(fetch(server.url)).rejects.toThrow()
  })
})

describe('listening', () => {
  it('fails on a port that is taken', async () => {
    const server = await start(async function* () {
      yield [aBegun('chat')]
    })
    const port = Number(new URL(server.url).port)
    await expect(serve(aServiceApi(), { host: '127.0.0.1', port })).rejects.toThrow(/EADDRINUSE/)
  })

  it('E1: answers errors over a socket as in process', async () => {
    const server = await start(async function* () {
      yield [aBegun('chat')]
    })
    const response = await fetch(`${server.url}/v1/info`)
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="api"')
    expect(await errorOf(response)).toMatchObject({ status: 401, code: 'unauthorized' })
  })
})
