import { describe, expect, it, vi } from 'vitest'
import {
  aDocument,
  anApproval,
  APPROVAL_CHATFLOW,
  APPROVAL_WORKFLOW,
  start,
  TWO_APPROVALS,
} from '../../application/support/approval-documents.js'
import { CHAT_DOCUMENT, WORKFLOW_DOCUMENT } from '../../application/support/documents.js'
import { errorOf, eventsOf } from '../support/a-service-api.js'
import { aServedWorkspace, get, keyFor, post } from '../support/a-served-workspace.js'

type Json = Readonly<Record<string, unknown>>
type WireEvent = Json & { readonly event: string; readonly data: Json }

const aText: unknown = expect.any(String)
const aNumber: unknown = expect.any(Number)
const aToken: unknown = expect.stringMatching(/^\w{40,}$/)
const aParagraph: unknown = expect.objectContaining({
  type: 'paragraph',
  output_variable_name: 'note',
})

const TWO_DAYS_MS = 2 * 24 * 3_600_000
const run = { inputs: { topic: 'v2' }, user: 'u1' }
const approve = { inputs: { note: 'ok' }, action: 'approve', user: 'u1' }

async function served(document: string) {
  const { workspace, api } = aServedWorkspace()
  const key = await keyFor(workspace, document)
  const send = (path: string, body: object) => api.request(`/v1${path}`, post(key, body))
  const look = (path: string) => api.request(`/v1${path}`, get(key))
  const settled = () =>
    vi.waitFor(() => {
      expect(workspace.registry.size).toBe(0)
    })
  const submit = (token: string, body: object = approve) => send(`/form/human_input/${token}`, body)
  return { workspace, api, key, send, look, submit, settled }
}

async function streamOf(response: Response | Promise<Response>): Promise<readonly WireEvent[]> {
  const settled = await response
  expect(settled.status).toBe(200)
  return eventsOf(await settled.text()) as readonly WireEvent[]
}

async function jsonOf(response: Response | Promise<Response>): Promise<Json> {
  const settled = await response
  expect(settled.status).toBe(200)
  return (await settled.json()) as Json
}

const namesOf = (events: readonly WireEvent[]) => events.map(({ event }) => event)
const dataOf = (events: readonly WireEvent[], name: string) =>
  events.find(({ event }) => event === name)!.data
const tokenOf = (events: readonly WireEvent[]) =>
  String(dataOf(events, 'human_input_required')['form_token'])
const runIdOf = (events: readonly WireEvent[]) => String(events[0]!['workflow_run_id'])

/** Served, with a run that has streamed to its first pause. */
async function paused(document = APPROVAL_WORKFLOW) {
  const app = await served(document)
  const isChat = document === APPROVAL_CHATFLOW
  const events = await streamOf(
    isChat
      ? app.send('/chat-messages', {
          ...run,
          inputs: {},
          query: 'hi',
          response_mode: 'streaming',
        })
      : app.send('/workflows/run', { ...run, response_mode: 'streaming' }),
  )
  const runId = runIdOf(events)
  const eventsPath = (query = '') => `/workflow/${runId}/events?user=u1${query}`
  return { ...app, events, token: tokenOf(events), runId, eventsPath }
}

describe('a run that waits for people', () => {
  it('E86: streams to the pause', async () => {
    const { events, look, runId } = await paused()
    expect(namesOf(events)).toEqual([
      'workflow_started',
      'node_started',
      'node_finished',
      'node_started',
      'human_input_required',
      'workflow_paused',
    ])
    const form = {
      form_id: aText,
      node_id: 'approval',
      node_title: 'Approval',
      form_content: 'Release **v2**? {{#$output.note#}}',
      inputs: [
        {
          type: 'paragraph',
          output_variable_name: 'note',
          default: { type: 'variable', selector: ['start', 'topic'], value: 'v2' },
        },
      ],
      actions: [
        { id: 'approve', title: 'Approve', button_style: 'primary' },
        { id: 'reject', title: 'Reject', button_style: 'default' },
      ],
      display_in_ui: true,
      form_token: aToken,
      resolved_default_values: { note: 'v2' },
      expiration_time: aNumber,
    }
    expect(events.at(-2)).toMatchObject({ workflow_run_id: runId, data: form })
    expect(events.at(-1)).toMatchObject({
      workflow_run_id: runId,
      data: {
        workflow_run_id: runId,
        paused_nodes: ['approval'],
        outputs: {},
        reasons: [{ TYPE: 'human_input_required', ...form }],
        status: 'paused',
        elapsed_time: aNumber,
        total_tokens: 0,
        total_steps: 2,
      },
    })
    expect(await jsonOf(look(`/workflows/run/${runId}`))).toMatchObject({
      status: 'paused',
      outputs: {},
      finished_at: null,
    })
  })

  it('E87: answers with the pause when it is asked to block', async () => {
    const { send } = await served(APPROVAL_WORKFLOW)
    const answer = await jsonOf(send('/workflows/run', run))
    expect(answer).toMatchObject({
      task_id: aText,
      data: {
        id: answer['workflow_run_id'],
        status: 'paused',
        outputs: {},
        error: null,
        finished_at: null,
        paused_nodes: ['approval'],
        reasons: [{ TYPE: 'human_input_required', node_id: 'approval' }],
      },
    })
  })

  it('answers a chat with the text so far and the pause', async () => {
    const { send } = await served(APPROVAL_CHATFLOW)
    const answer = await jsonOf(send('/chat-messages', { ...run, inputs: {}, query: 'hi' }))
    expect(answer).toMatchObject({
      event: 'workflow_paused',
      id: answer['message_id'],
      mode: 'advanced-chat',
      answer: 'You said hi. ',
      metadata: {},
      workflow_run_id: aText,
      data: {
        id: answer['message_id'],
        conversation_id: answer['conversation_id'],
        answer: 'You said hi. ',
        paused_nodes: ['approval'],
        status: 'paused',
        reasons: [{ TYPE: 'human_input_required' }],
      },
    })
  })

  it('E86 in a conversation: ends with the pause, and no message_end', async () => {
    const { events } = await paused(APPROVAL_CHATFLOW)
    expect(namesOf(events).slice(-2)).toEqual(['human_input_required', 'workflow_paused'])
    expect(namesOf(events)).not.toContain('message_end')
    expect(events.at(-1)).toMatchObject({
      conversation_id: aText,
      message_id: aText,
      task_id: aText,
    })
  })

  it('is stopped by its task', async () => {
    const { events, send, look, runId } = await paused()
    const stop = `/workflows/tasks/${String(events[0]!['task_id'])}/stop`
    expect(await jsonOf(send(stop, { user: 'u1' }))).toEqual({ result: 'success' })
    expect(await jsonOf(look(`/workflows/run/${runId}`))).toMatchObject({ status: 'stopped' })
  })
})

describe('a form', () => {
  it('E88: is shown under its token', async () => {
    const { look, token } = await paused()
    const form = await jsonOf(look(`/form/human_input/${token}`))
    expect(form).toEqual({
      form_content: 'Release **v2**? {{#$output.note#}}',
      inputs: [aParagraph],
      resolved_default_values: { note: 'v2' },
      user_actions: [
        { id: 'approve', title: 'Approve', button_style: 'primary' },
        { id: 'reject', title: 'Reject', button_style: 'default' },
      ],
      expiration_time: aNumber,
    })
  })

  it('E89: is no other app’s, and nobody’s by another token', async () => {
    const { workspace, api, token, look } = await paused()
    const other = await keyFor(workspace, WORKFLOW_DOCUMENT).catch(() => undefined)
    for (const response of [
      await look('/form/human_input/nobody'),
      ...(other ? [await api.request(`/v1/form/human_input/${token}`, get(other))] : []),
    ])
      expect(await errorOf(response)).toMatchObject({
        status: 404,
        code: 'not_found',
        message: 'Form not found',
      })
  })

  it('E90: stays open when what is filled in does not fit', async () => {
    const { submit, token, look } = await paused()
    for (const [body, message] of [
      [{ ...approve, action: 'x' }, 'Invalid action: x'],
      [{ ...approve, inputs: {} }, 'Missing required inputs: note'],
    ] as const)
      expect(await errorOf(await submit(token, body))).toMatchObject({
        status: 400,
        code: 'invalid_form_data',
        message,
      })
    const { user: _, ...nobody } = approve
    expect(await errorOf(await submit(token, nobody))).toMatchObject({
      status: 400,
      code: 'invalid_param',
    })
    expect((await look(`/form/human_input/${token}`)).status).toBe(200)
  })

  it('E91: takes the run on when it is filled in', async () => {
    const { submit, token, look, settled, runId, eventsPath } = await paused()
    const following = streamOf(look(eventsPath()))
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(await jsonOf(submit(token))).toEqual({})
    const followed = await following
    expect(namesOf(followed).filter((name) => name !== 'text_chunk')).toEqual([
      'workflow_started',
      'human_input_form_filled',
      'node_finished',
      'node_started',
      'node_finished',
      'workflow_finished',
    ])
    expect(dataOf(followed, 'workflow_started')).toMatchObject({ reason: 'resumption' })
    expect(dataOf(followed, 'human_input_form_filled')).toEqual({
      node_id: 'approval',
      node_title: 'Approval',
      rendered_content: 'Release **v2**? ok',
      action_id: 'approve',
      action_text: 'Approve',
      submitted_data: { note: 'ok' },
    })
    await settled()
    expect(await jsonOf(look(`/workflows/run/${runId}`))).toMatchObject({
      status: 'succeeded',
      outputs: { note: 'ok' },
    })
  })

  it('E92: is closed once it has been filled in', async () => {
    const { submit, token, look, settled } = await paused()
    await submit(token)
    await settled()
    for (const response of [await submit(token), await look(`/form/human_input/${token}`)]) {
      const error = await errorOf(response)
      expect(error).toMatchObject({ status: 412, code: 'human_input_form_submitted' })
      expect(error.message).toMatch(
        /^This form has already been submitted by another user, form_id=/,
      )
    }
  })

  it('E93: expires, and its run goes on along the way of the time-out', async () => {
    const { workspace, submit, token, look, settled, eventsPath } = await paused()
    const following = streamOf(look(eventsPath()))
    await new Promise((resolve) => setTimeout(resolve, 10))
    workspace.clock.advance(TWO_DAYS_MS)
    await workspace.expireForms.execute()
    expect(namesOf(await following).slice(0, 2)).toEqual([
      'workflow_started',
      'human_input_form_timeout',
    ])
    await settled()
    for (const response of [await submit(token), await look(`/form/human_input/${token}`)])
      expect(await errorOf(response)).toMatchObject({
        status: 412,
        code: 'human_input_form_expired',
      })
  })

  it('shows no token to those who may not fill it in', async () => {
    const { send } = await served(
      aDocument(
        'workflow',
        [start, anApproval('a', { delivery_methods: [{ type: 'email', enabled: true }] })],
        ['start -> a'],
      ),
    )
    const events = await streamOf(send('/workflows/run', { ...run, response_mode: 'streaming' }))
    expect(dataOf(events, 'human_input_required')).toMatchObject({
      form_token: null,
      display_in_ui: false,
    })
  })
})

describe('GET /workflow/{workflow_run_id}/events', () => {
  it('E83: tells a finished run by its end alone', async () => {
    const { send, look } = await served(WORKFLOW_DOCUMENT)
    const answer = await jsonOf(send('/workflows/run', { inputs: { topic: 'tea' }, user: 'u1' }))
    const runId = String(answer['workflow_run_id'])
    const events = await streamOf(
      look(`/workflow/${runId}/events?user=u1&include_state_snapshot=true`),
    )
    expect(events).toMatchObject([
      {
        event: 'workflow_finished',
        task_id: runId,
        workflow_run_id: runId,
        data: { status: 'succeeded', outputs: { topic: 'tea' }, created_by: { user: 'u1' } },
      },
    ])
  })

  it('E84: knows no run of another user, of another kind of app, or of nobody', async () => {
    const { look, runId } = await paused()
    const statusOf = async (path: string) => (await look(path)).status
    expect(await statusOf(`/workflow/${runId}/events?user=u2`)).toBe(404)
    expect(await statusOf('/workflow/unknown/events?user=u1')).toBe(404)
    expect(await errorOf(await look(`/workflow/${runId}/events`))).toMatchObject({
      status: 400,
      code: 'invalid_param',
    })
    const chat = await served(CHAT_DOCUMENT)
    expect(await errorOf(await chat.look(`/workflow/${runId}/events?user=u1`))).toMatchObject({
      status: 400,
      code: 'not_workflow_app',
    })
  })

  it('E85: shows where the run stands, in short, and leaves a paused run', async () => {
    const { look, eventsPath, events } = await paused()
    const snapshot = await streamOf(look(eventsPath('&include_state_snapshot=TRUE')))
    expect(namesOf(snapshot)).toEqual(namesOf(events))
    expect(dataOf(snapshot, 'workflow_started')).toEqual(dataOf(events, 'workflow_started'))
    expect(dataOf(snapshot, 'node_finished')).toMatchObject({
      node_id: 'start',
      status: 'succeeded',
      inputs: null,
      process_data: null,
      outputs: null,
      error: null,
      execution_metadata: null,
      files: [],
    })
    expect(snapshot.at(-1)).toEqual(events.at(-1))
  })

  it('E85 in a conversation: carries the keys of the message', async () => {
    const { look, eventsPath, events, submit, token } = await paused(APPROVAL_CHATFLOW)
    const path = eventsPath('&include_state_snapshot=true&continue_on_pause=true')
    const following = streamOf(look(path))
    await new Promise((resolve) => setTimeout(resolve, 10))
    await submit(token)
    const followed = await following
    const { conversation_id, message_id, task_id } = events[0]!
    for (const event of followed)
      expect(event).toMatchObject({ conversation_id, message_id, task_id })
    expect(namesOf(followed).slice(-2)).toEqual(['message_end', 'workflow_finished'])
    const said = followed.filter(({ event }) => event === 'message')
    expect(said.map(({ answer }) => answer).join('')).toBe('They said ok.')
  })

  it('E94: sees both pauses and the end on one connection', async () => {
    const { look, eventsPath, submit, token, workspace, settled } = await paused(TWO_APPROVALS)
    const following = streamOf(look(eventsPath('&continue_on_pause=true')))
    await new Promise((resolve) => setTimeout(resolve, 10))
    await submit(token)
    await settled()
    const second = await vi.waitFor(async () => {
      const forms = [...workspace.store.allTenants()].flatMap(([, { humanInputForms }]) => [
        ...humanInputForms.values(),
      ])
      const open = forms.find(({ isWaiting }) => isWaiting)
      expect(open).toBeDefined()
      return open!.properties.form.token!
    })
    await submit(second, { inputs: {}, action: 'reject', user: 'u2' })
    const names = namesOf(await following)
    expect(names.filter((name) => name.startsWith('workflow') || name.startsWith('human'))).toEqual(
      [
        'workflow_started',
        'human_input_form_filled',
        'human_input_required',
        'workflow_paused',
        'workflow_started',
        'human_input_form_filled',
        'workflow_finished',
      ],
    )
  })
})
