import { ModelCallFailed, ModelNotConfigured } from '@weft/domain/model'
import { RuleViolation } from '@weft/domain/kernel'
import { ConversationCompleted, ConversationNotFound } from '@weft/domain/conversation'
import { AppModeNotAvailable } from '@weft/domain/app'
import { describe, expect, it } from 'vitest'
import { aPost, aServiceApi, errorOf, eventsOf, noCalls } from '../support/a-service-api.js'
import { atSeconds } from '../support/a-caller.js'
import {
  aBegun,
  aMessageEnded,
  aRunStarted,
  aRunSucceeded,
  batchesOf,
  conversationId,
  later,
  messageId,
  runId,
  taskId,
} from '../support/generation-events.js'
import { TokenUsage } from '@weft/domain/kernel'
import type { GenerationEvent } from '@weft/application/conversation'

const body = { inputs: {}, query: 'Hello', user: 'u1' }
const streaming = { ...body, response_mode: 'streaming' }
const api = aServiceApi()

async function failingBeforeStart(error: Error): Promise<Response> {
  const failing = aServiceApi({
    generateResponse: {
      // eslint-disable-next-line require-yield -- it fails before it yields
      async *execute() {
        throw error
      },
    },
  })
  return failing.request('/v1/chat-messages', aPost('chat', streaming))
}

function answering(...batches: readonly (readonly GenerationEvent[])[]) {
  return aServiceApi({ generateResponse: { execute: () => batchesOf(...batches) } })
}

describe('POST /chat-messages, blocking', () => {
  it('E34: answers the whole message', async () => {
    const response = await api.request('/v1/chat-messages', aPost('chat', body))
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(await response.json()).toEqual({
      event: 'message',
      task_id: taskId,
      id: messageId,
      message_id: messageId,
      conversation_id: conversationId,
      mode: 'chat',
      answer: 'Hello Ada.',
      metadata: {
        annotation_reply: null,
        retriever_resources: [],
        usage: {
          prompt_tokens: 21,
          prompt_unit_price: '0.0',
          prompt_price_unit: '0.0',
          prompt_price: '0.0',
          completion_tokens: 4,
          completion_unit_price: '0.0',
          completion_price_unit: '0.0',
          completion_price: '0.0',
          total_tokens: 25,
          total_price: '0.0',
          currency: 'USD',
          latency: 0.412,
          time_to_first_token: null,
          time_to_generate: null,
        },
      },
      created_at: atSeconds,
    })
  })

  it('E36: a blank conversation id begins a conversation', async () => {
    const calls = noCalls()
    const recording = aServiceApi({}, { calls })
    for (const conversation_id of ['', '   ', null])
      await recording.request('/v1/chat-messages', aPost('chat', { ...body, conversation_id }))
    expect(calls.args.map((args) => (args as { conversationId?: string }).conversationId)).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it('E37: a conversation id that is no UUID is refused', async () => {
    const response = await api.request(
      '/v1/chat-messages',
      aPost('chat', { ...body, conversation_id: 'abc' }),
    )
    expect(await errorOf(response)).toMatchObject({
      status: 400,
      code: 'invalid_param',
      params: 'conversation_id',
    })
  })

  it.each([
    ['E39: an empty query', { ...body, query: '' }],
    ['E40: no query', { inputs: {}, user: 'u1' }],
    ['a number as the query', { ...body, query: 7 }],
  ])('%s is refused', async (_title, wrong) => {
    const response = await api.request('/v1/chat-messages', aPost('chat', wrong))
    expect(await errorOf(response)).toMatchObject({ status: 400, code: 'invalid_param' })
  })

  it('E41: a workflow app is refused', async () => {
    const response = await api.request('/v1/chat-messages', aPost('workflow', body))
    expect(await errorOf(response)).toMatchObject({ status: 400, code: 'not_chat_app' })
  })

  it('E44: an agent does not block, asked to or by default', async () => {
    for (const response_mode of ['blocking', undefined])
      expect(
        await errorOf(
          await api.request('/v1/chat-messages', aPost('agent-chat', { ...body, response_mode })),
        ),
      ).toMatchObject({ status: 400, code: 'invalid_param' })
  })

  it('takes what the official client sends by default', async () => {
    const response = await api.request('/v1/chat-messages', aPost('chat', { ...body, files: null }))
    expect(response.status).toBe(200)
  })

  it('reads booleans as loosely as clients send them', async () => {
    const calls = noCalls()
    const recording = aServiceApi({}, { calls })
    for (const auto_generate_name of [undefined, true, 'false', 0, 'Yes'])
      await recording.request('/v1/chat-messages', aPost('chat', { ...body, auto_generate_name }))
    expect(
      calls.args.map((args) => (args as { autoGenerateName: boolean }).autoGenerateName),
    ).toEqual([true, true, false, false, true])
  })

  it('turns what breaks off into an HTTP error', async () => {
    const failing = answering([
      aBegun('advanced-chat'),
      { type: 'GenerationFailed', error: new RuleViolation('Run failed: no tea') },
    ])
    const response = await failing.request('/v1/chat-messages', aPost('advanced-chat', body))
    expect(await errorOf(response)).toMatchObject({
      status: 400,
      code: 'invalid_param',
      message: 'Run failed: no tea',
    })
  })
})

describe('POST /chat-messages, streaming', () => {
  it('E42: streams pieces of the message, each with the envelope', async () => {
    const response = await api.request('/v1/chat-messages', aPost('chat', streaming))
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    expect(response.headers.get('cache-control')).toBe('no-cache')
    expect(response.headers.get('x-accel-buffering')).toBe('no')
    const envelope = {
      conversation_id: conversationId,
      message_id: messageId,
      created_at: atSeconds,
      task_id: taskId,
    }
    const text = await response.text()
    expect(text).not.toMatch(/^id:|\[DONE\]/m)
    expect(eventsOf(text)).toMatchObject([
      { event: 'message', ...envelope, answer: 'Hello ', from_variable_selector: null },
      { event: 'message', ...envelope, answer: 'Ada.' },
      { event: 'message_end', ...envelope, id: messageId, files: null },
    ])
  })

  it('calls the pieces of an agent by their own name', async () => {
    const response = await api.request('/v1/chat-messages', aPost('agent-chat', streaming))
    expect(eventsOf(await response.text()).map(({ event }) => event)).toEqual([
      'agent_message',
      'agent_message',
      'message_end',
    ])
  })

  it('E58: keeps the order an advanced-chat app ends in', async () => {
    const chatflow = answering(
      [aBegun('advanced-chat'), aRunStarted],
      [aMessageEnded(), aRunSucceeded()],
    )
    const response = await chatflow.request('/v1/chat-messages', aPost('advanced-chat', streaming))
    const events = eventsOf(await response.text())
    expect(events.map(({ event }) => event)).toEqual([
      'workflow_started',
      'message_end',
      'workflow_finished',
    ])
    expect(events[2]).toMatchObject({ conversation_id: conversationId, workflow_run_id: runId })
    expect(events[1]).toMatchObject({ files: [] })
  })

  it('E60: tells of a failed run, then of the error, without the task', async () => {
    const failing = answering(
      [aBegun('advanced-chat'), aRunStarted],
      [
        {
          type: 'RunFailed',
          error: 'no tea',
          usage: TokenUsage.none,
          steps: 1,
          exceptionsCount: 1,
          at: later(1),
        },
      ],
      [{ type: 'GenerationFailed', error: new RuleViolation('Run failed: no tea') }],
    )
    const response = await failing.request('/v1/chat-messages', aPost('advanced-chat', streaming))
    const events = eventsOf(await response.text())
    expect(events.map(({ event }) => event)).toEqual([
      'workflow_started',
      'workflow_finished',
      'error',
    ])
    expect(events[2]).toEqual({
      event: 'error',
      conversation_id: conversationId,
      message_id: messageId,
      created_at: atSeconds,
      code: 'invalid_param',
      status: 400,
      message: 'Run failed: no tea',
    })
  })

  it.each([
    [
      'E38: an unknown conversation',
      new ConversationNotFound(),
      { status: 404, code: 'not_found', message: 'Conversation Not Exists.' },
    ],
    [
      'an ended conversation',
      new ConversationCompleted(conversationId),
      { status: 400, code: 'conversation_completed' },
    ],
    [
      'E28: a model nobody configured',
      new ModelNotConfigured({ provider: 'p', name: 'm' }, 'Set its key.'),
      { status: 400, code: 'provider_not_initialize' },
    ],
    [
      'a mode that cannot answer yet',
      new AppModeNotAvailable('completion'),
      { status: 501, code: 'not_implemented' },
    ],
    [
      'something unforeseen',
      new TypeError('secret'),
      { status: 500, code: 'internal_server_error' },
    ],
  ])('%s is an HTTP error, not a stream', async (_title, error, expected) => {
    const response = await failingBeforeStart(error)
    const envelope = await errorOf(response)
    expect(envelope).toMatchObject(expected)
    expect(envelope.message).not.toContain('secret')
  })

  it.each([
    [
      'E30: a failed model call',
      new ModelCallFailed({ provider: 'p', name: 'm' }, 'rate-limit', 'Slow down.'),
      { code: 'completion_request_error', status: 400, message: 'Slow down.' },
    ],
    [
      'refused credentials',
      new ModelCallFailed({ provider: 'p', name: 'm' }, 'authorization', 'sk-abc is wrong'),
      { code: 'completion_request_error', status: 400, message: 'Incorrect API key provided' },
    ],
    [
      'something unforeseen',
      new TypeError('secret'),
      {
        code: 'internal_server_error',
        status: 500,
        message: 'Internal Server Error, please contact support.',
      },
    ],
  ])('%s in the middle ends the stream with an error event', async (_title, error, expected) => {
    const text: GenerationEvent = { type: 'MessageTextStreamed', text: 'Hel' }
    const told = answering([aBegun('chat')], [text], [{ type: 'GenerationFailed', error }])
    const thrown = aServiceApi({
      generateResponse: {
        async *execute() {
          yield [aBegun('chat')]
          yield [text]
          throw error
        },
      },
    })
    for (const failing of [told, thrown]) {
      const response = await failing.request('/v1/chat-messages', aPost('chat', streaming))
      expect(response.status).toBe(200)
      const events = eventsOf(await response.text())
      expect(events.map(({ event }) => event)).toEqual(['message', 'error'])
      expect(events[1]).toMatchObject(expected)
      expect(events[1]).not.toHaveProperty('task_id')
    }
  })
})

describe('POST /completion-messages', () => {
  it('E21, E22: answers without a conversation', async () => {
    const response = await api.request('/v1/completion-messages', aPost('completion', body))
    const answer = (await response.json()) as Record<string, unknown>
    expect(answer).toMatchObject({ event: 'message', mode: 'completion', id: messageId })
    expect(answer).not.toHaveProperty('conversation_id')
  })

  it('E23: streams without a conversation', async () => {
    const response = await api.request('/v1/completion-messages', aPost('completion', streaming))
    const events = eventsOf(await response.text())
    expect(events.map(({ event }) => event)).toEqual(['message', 'message', 'message_end'])
    for (const event of events) {
      expect(event).toMatchObject({ message_id: messageId, task_id: taskId, created_at: atSeconds })
      expect(event).not.toHaveProperty('conversation_id')
    }
  })

  it('E24: refuses a chat app', async () => {
    const response = await api.request('/v1/completion-messages', aPost('chat', body))
    expect(await errorOf(response)).toMatchObject({ status: 400, code: 'app_unavailable' })
  })

  it('finds the query among the inputs, where older clients put it', async () => {
    const calls = noCalls()
    await aServiceApi({}, { calls }).request(
      '/v1/completion-messages',
      aPost('completion', { inputs: { query: 'Tea?' }, user: 'u1' }),
    )
    expect(calls.args).toMatchObject([{ query: 'Tea?', kind: 'completion' }])
  })
})
