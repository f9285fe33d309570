import { serve } from '@weft/adapters-http'
import { PageRequest } from '@weft/domain/kernel'
import { ChatClient, CompletionClient, DifyClient } from 'dify-client'
import { describe, expect, it } from 'vitest'
import {
  AGENT_DOCUMENT,
  CHAT_DOCUMENT,
  CHATFLOW_DOCUMENT,
  COMPLETION_DOCUMENT,
  WORKFLOW_DOCUMENT,
} from '../application/support/documents.js'
import { ScriptedModel } from '../application/support/scripted-model.js'
import { errorOf, eventsOf } from './support/a-service-api.js'
import { aServedWorkspace, get, keyFor, post } from './support/a-served-workspace.js'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const ask = { inputs: { name: 'Ada' }, query: 'Hi', user: 'u1' }
const run = { inputs: { topic: 'tea' }, user: 'u1' }

type Answer = Readonly<Record<string, unknown>> & { readonly conversation_id: string }

async function answerTo(response: Response | Promise<Response>): Promise<Answer> {
  const settled = await response
  if (settled.status !== 200) throw new Error(await settled.text())
  return (await settled.json()) as Answer
}

async function served(document: string, model?: ScriptedModel) {
  const { workspace, api } = aServedWorkspace(model ? { model } : {})
  const key = await keyFor(workspace, document)
  const send = (path: string, body: object) => api.request(`/v1${path}`, post(key, body))
  return { workspace, api, key, send }
}

describe('a workflow app', () => {
  it('E71, E78: runs, and its run can be looked at', async () => {
    const { api, key, send } = await served(WORKFLOW_DOCUMENT)
    const answer = await answerTo(send('/workflows/run', run))
    expect(answer['workflow_run_id']).toMatch(UUID)
    expect(answer).toMatchObject({
      data: {
        id: answer['workflow_run_id'],
        status: 'succeeded',
        outputs: { topic: 'tea' },
        error: null,
      },
    })
    const detail = await answerTo(
      api.request(`/v1/workflows/run/${String(answer['workflow_run_id'])}`, get(key)),
    )
    expect(detail).toMatchObject({ status: 'succeeded', outputs: { topic: 'tea' } })
    expect(JSON.parse(String(detail['inputs']))).toMatchObject({
      topic: 'tea',
      'sys.user_id': 'u1',
    })
  })

  it('E73: streams its run', async () => {
    const { send } = await served(WORKFLOW_DOCUMENT)
    const response = await send('/workflows/run', { ...run, response_mode: 'streaming' })
    const events = eventsOf(await response.text())
    const names = events.map(({ event }) => event)
    expect(names.filter((name) => name !== 'text_chunk')).toEqual([
      'workflow_started',
      'node_started',
      'node_finished',
      'node_started',
      'node_finished',
      'workflow_finished',
    ])
    const text = events.flatMap(({ event, data }) =>
      event === 'text_chunk' ? [(data as { readonly text: string }).text] : [],
    )
    expect(text.join('')).toBe('tea')
    const ids = new Set(
      events.map(({ task_id, workflow_run_id }) => `${String(task_id)} ${String(workflow_run_id)}`),
    )
    expect(ids.size).toBe(1)
    expect(JSON.stringify(events)).not.toContain('hush-hush-hush')
  })

  it('E69: refuses a missing input before it streams', async () => {
    const { send } = await served(WORKFLOW_DOCUMENT)
    const response = await send('/workflows/run', {
      inputs: {},
      user: 'u1',
      response_mode: 'streaming',
    })
    expect(await errorOf(response)).toMatchObject({
      status: 400,
      code: 'invalid_param',
      message: 'topic is required in input form',
    })
  })

  it('E79, T-E1: keeps its runs from other apps, of another workspace or not', async () => {
    const { workspace, api, send } = await served(WORKFLOW_DOCUMENT)
    const answer = await answerTo(send('/workflows/run', run))
    const other = await keyFor(workspace, CHATFLOW_DOCUMENT)
    const path = `/v1/workflows/run/${String(answer['workflow_run_id'])}`
    expect(await errorOf(await api.request(path, get(other)))).toMatchObject({
      status: 404,
      message: 'Workflow run not found.',
    })
  })

  it('E76: refuses versions it does not have', async () => {
    const { send } = await served(WORKFLOW_DOCUMENT)
    expect(await errorOf(await send('/workflows/abc/run', run))).toMatchObject({
      status: 400,
      code: 'bad_request',
    })
    expect(
      await errorOf(await send('/workflows/3fa85f64-5717-4562-b3fc-2c963f66afa6/run', run)),
    ).toMatchObject({ status: 404, code: 'not_found' })
  })

  it('E131, E132: says what it is and asks for', async () => {
    const { api, key } = await served(WORKFLOW_DOCUMENT)
    expect(await answerTo(api.request('/v1/info', get(key)))).toEqual({
      name: 'Echo',
      description: 'An app for tests.',
      tags: [],
      mode: 'workflow',
      author_name: 'Ada',
    })
    expect(await answerTo(api.request('/v1/parameters', get(key)))).toMatchObject({
      user_input_form: [{ 'text-input': { variable: 'topic', required: true } }],
    })
  })

  it('E5, E8: is closed to unknown keys, and to all while its API is switched off', async () => {
    const { workspace, api, key } = await served(WORKFLOW_DOCUMENT)
    expect(await errorOf(await api.request('/v1/info', get(`${key}x`)))).toMatchObject({
      status: 401,
      message: 'Access token is invalid',
    })
    await workspace.read(async ({ apps }) => {
      const [app] = (await apps.list(PageRequest.of(1, 1))).items
      await apps.save(app!.withApiEnabled(false, new Date()))
    })
    expect(await errorOf(await api.request('/v1/info', get(key)))).toMatchObject({
      status: 403,
      code: 'forbidden',
      message: "The app's API service has been disabled.",
    })
  })
})

describe('a chat app', () => {
  it('E34, E35: answers, and goes on with the conversation', async () => {
    const model = new ScriptedModel(['Hel', 'lo'])
    const { send } = await served(CHAT_DOCUMENT, model)
    const first = await answerTo(send('/chat-messages', ask))
    expect(first).toMatchObject({ event: 'message', mode: 'chat', answer: 'Hello' })
    expect(first.conversation_id).toMatch(UUID)
    const { conversation_id } = first
    const second = await answerTo(send('/chat-messages', { ...ask, conversation_id }))
    expect(second.conversation_id).toBe(conversation_id)
    expect(JSON.stringify(model.requests[1])).toContain('Hello')
  })

  it("E38, T-E4: does not know another user's conversation", async () => {
    const { send } = await served(CHAT_DOCUMENT)
    const { conversation_id } = await answerTo(send('/chat-messages', ask))
    const foreign = await send('/chat-messages', { ...ask, user: 'u2', conversation_id })
    expect(await errorOf(foreign)).toMatchObject({
      status: 404,
      code: 'not_found',
      message: 'Conversation Not Exists.',
    })
  })

  it('E42: streams', async () => {
    const { send } = await served(CHAT_DOCUMENT)
    const response = await send('/chat-messages', { ...ask, response_mode: 'streaming' })
    const events = eventsOf(await response.text())
    expect(events.map(({ event, answer }) => [event, answer])).toEqual([
      ['message', 'Hel'],
      ['message', 'lo'],
      ['message_end', undefined],
    ])
  })

  it('E31, E32: stops for the user who asked, and for no other', async () => {
    const model = new ScriptedModel(['Hel', { wait: true }, 'lo'])
    const { send } = await served(CHAT_DOCUMENT, model)
    const response = await send('/chat-messages', { ...ask, response_mode: 'streaming' })
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    const first = await reader.read()
    const [{ task_id: taskId } = {}] = eventsOf(new TextDecoder().decode(first.value))
    const stop = (user: string) => send(`/chat-messages/${String(taskId)}/stop`, { user })
    expect(await answerTo(stop('u2'))).toEqual({ result: 'success' })
    expect(model.aborts).toBe(0)
    expect(await answerTo(stop('u1'))).toEqual({ result: 'success' })
    let rest = ''
    for (let next = await reader.read(); !next.done; next = await reader.read())
      rest += new TextDecoder().decode(next.value)
    expect(eventsOf(rest).map(({ event }) => event)).toEqual(['message_end'])
    expect(model.aborts).toBe(1)
  })

  it('E33: stopping a task nobody knows succeeds', async () => {
    const { send } = await served(CHAT_DOCUMENT)
    expect(await answerTo(send('/chat-messages/nobody/stop', { user: 'u1' }))).toEqual({
      result: 'success',
    })
  })

  it('E46: refuses a missing input', async () => {
    const { send } = await served(CHAT_DOCUMENT)
    expect(await errorOf(await send('/chat-messages', { ...ask, inputs: {} }))).toMatchObject({
      status: 400,
      code: 'invalid_param',
      message: 'name is required in input form',
    })
  })

  it('an agent says that it cannot answer yet', async () => {
    const { send } = await served(AGENT_DOCUMENT)
    const response = await send('/chat-messages', { ...ask, response_mode: 'streaming' })
    expect(await errorOf(response)).toMatchObject({ status: 501, code: 'not_implemented' })
  })
})

describe('an advanced-chat app', () => {
  it('E58: streams its run around the message, and ends in this order', async () => {
    const { send } = await served(CHATFLOW_DOCUMENT)
    const response = await send('/chat-messages', { ...ask, response_mode: 'streaming' })
    const events = eventsOf(await response.text())
    const names = events.map(({ event }) => event)
    expect(names[0]).toBe('workflow_started')
    expect(names.slice(-2)).toEqual(['message_end', 'workflow_finished'])
    const text = events
      .filter(({ event }) => event === 'message')
      .map(({ answer }) => answer)
      .join('')
    expect(text).toMatch(/: Hi, before: nothing$/)
  })

  it('E70: remembers its variables from turn to turn', async () => {
    const { send } = await served(CHATFLOW_DOCUMENT)
    const { conversation_id } = await answerTo(send('/chat-messages', ask))
    const second = await answerTo(
      send('/chat-messages', { ...ask, query: 'Again', conversation_id }),
    )
    expect(second['answer']).toMatch(/: Again, before: Hi$/)
  })
})

describe('the official client', () => {
  it('E144: works as it is', async () => {
    const { workspace, api } = aServedWorkspace()
    const server = await serve(api, { host: '127.0.0.1', port: 0 })
    try {
      const url = `${server.url}/v1`
      const chat = new ChatClient(await keyFor(workspace, CHAT_DOCUMENT), url)
      const blocking = (await chat.createChatMessage({ name: 'Ada' }, 'Hi', 'u1')) as {
        readonly data: { readonly answer: string }
      }
      expect(blocking.data.answer).toBe('Hello')
      const streaming = (await chat.createChatMessage({ name: 'Ada' }, 'Hi', 'u1', true)) as {
        readonly data: AsyncIterable<Buffer>
      }
      let text = ''
      for await (const chunk of streaming.data) text += String(chunk)
      expect(eventsOf(text).at(-1)).toMatchObject({ event: 'message_end' })
      const parameters = (await chat.getApplicationParameters('u1')) as {
        readonly data: { readonly opening_statement: string }
      }
      expect(parameters.data.opening_statement).toBe('Hello {{name}}!')

      const completion = new CompletionClient(await keyFor(workspace, COMPLETION_DOCUMENT), url)
      const completed = (await completion.createCompletionMessage({ name: 'Ada' }, 'u1')) as {
        readonly data: { readonly answer: string; readonly mode: string }
      }
      expect(completed.data).toMatchObject({ answer: 'Hello', mode: 'completion' })

      const workflow = new DifyClient(await keyFor(workspace, WORKFLOW_DOCUMENT), url)
      const body = { ...run, response_mode: 'blocking' }
      const ran = (await workflow.sendRequest('POST', '/workflows/run', body)) as {
        readonly data: { readonly data: { readonly outputs: unknown } }
      }
      expect(ran.data.data.outputs).toEqual({ topic: 'tea' })

      const refused = new DifyClient('app-nobody', url).getApplicationParameters('u1')
      await expect(refused).rejects.toMatchObject({ response: { status: 401 } })
    } finally {
      await server.close(1000)
    }
  })
})
