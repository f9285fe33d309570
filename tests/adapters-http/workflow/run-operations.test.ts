import { describe, expect, it } from 'vitest'
import {
  DraftWorkflowNotRunnable,
  InvalidWorkflowId,
  WorkflowNotFound,
  WorkflowNotPublished,
} from '@weft/application/workflow'
import { TooManyActiveGenerations } from '@weft/application/kernel'
import { TokenUsage } from '@weft/domain/kernel'
import { WorkflowId, type WorkflowRun } from '@weft/domain/workflow'
import { aGet, aPost, aServiceApi, errorOf, eventsOf, noCalls } from '../support/a-service-api.js'
import { anId, appId, at, atSeconds, tenantId } from '../support/a-caller.js'
import {
  aBegun,
  aRunStarted,
  aRunSucceeded,
  batchesOf,
  later,
  runId,
  taskId,
  workflowId,
} from '../support/generation-events.js'

const body = { inputs: { topic: 'tea' }, user: 'u1' }
const streaming = { ...body, response_mode: 'streaming' }
const api = aServiceApi()

describe('POST /workflows/run, blocking', () => {
  it('E71: answers the run', async () => {
    const response = await api.request('/v1/workflows/run', aPost('workflow', body))
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      task_id: taskId,
      workflow_run_id: runId,
      data: {
        id: runId,
        workflow_id: workflowId,
        status: 'succeeded',
        outputs: { summary: 'Tea is hot.' },
        error: null,
        elapsed_time: 1.5,
        total_tokens: 0,
        total_steps: 3,
        created_at: atSeconds,
        finished_at: atSeconds + 1,
      },
    })
  })

  it('E72: a run that failed is an answer, not an error', async () => {
    const failing = aServiceApi({
      runWorkflow: {
        execute: () =>
          batchesOf(
            [aBegun('workflow'), aRunStarted],
            [
              {
                type: 'RunFailed',
                error: 'no tea',
                usage: TokenUsage.of({ promptTokens: 3, completionTokens: 4 }),
                steps: 2,
                exceptionsCount: 1,
                at: later(2),
              },
            ],
          ),
      },
    })
    const response = await failing.request('/v1/workflows/run', aPost('workflow', body))
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      data: { status: 'failed', error: 'no tea', outputs: {}, total_tokens: 7, total_steps: 2 },
    })
  })

  it('E75: refuses a chat app', async () => {
    const response = await api.request('/v1/workflows/run', aPost('chat', body))
    expect(await errorOf(response)).toMatchObject({ status: 400, code: 'not_workflow_app' })
  })

  it('hands on inputs, files and the version asked for', async () => {
    const calls = noCalls()
    const files = [{ type: 'image', transfer_method: 'remote_url', url: 'https://x.org/a.png' }]
    await aServiceApi({}, { calls }).request(
      `/v1/workflows/${workflowId}/run`,
      aPost('workflow', { ...body, files }),
    )
    expect(calls.args).toMatchObject([{ inputs: { topic: 'tea' }, files, workflowId }])
  })

  it.each([
    [
      'E76: a draft',
      new DraftWorkflowNotRunnable(workflowId),
      { status: 400, code: 'bad_request' },
    ],
    ['E76: an ill-formed id', new InvalidWorkflowId('abc'), { status: 400, code: 'bad_request' }],
    ['E76: an unknown version', new WorkflowNotFound('x'), { status: 404, code: 'not_found' }],
    [
      'an unpublished app',
      new WorkflowNotPublished(),
      { status: 400, code: 'invalid_param', message: 'Workflow not published' },
    ],
    [
      'E55: a busy app',
      new TooManyActiveGenerations(appId, 1),
      { status: 429, code: 'too_many_requests' },
    ],
  ])('%s is an HTTP error in both modes', async (_title, error, expected) => {
    const failing = aServiceApi({
      runWorkflow: {
        // eslint-disable-next-line require-yield -- it fails before it yields
        async *execute() {
          throw error
        },
      },
    })
    for (const request of [body, streaming])
      expect(
        await errorOf(await failing.request('/v1/workflows/run', aPost('workflow', request))),
      ).toMatchObject(expected)
  })
})

describe('POST /workflows/run, streaming', () => {
  it('E73: streams the run without anything of a message', async () => {
    const response = await api.request('/v1/workflows/run', aPost('workflow', streaming))
    expect(eventsOf(await response.text())).toEqual([
      {
        event: 'workflow_started',
        workflow_run_id: runId,
        task_id: taskId,
        data: {
          id: runId,
          workflow_id: workflowId,
          inputs: { topic: 'tea', 'sys.user_id': 'u1' },
          created_at: atSeconds,
          reason: 'initial',
        },
      },
      {
        event: 'workflow_finished',
        workflow_run_id: runId,
        task_id: taskId,
        data: {
          id: runId,
          workflow_id: workflowId,
          status: 'succeeded',
          outputs: { summary: 'Tea is hot.' },
          error: null,
          elapsed_time: 1.5,
          total_tokens: 0,
          total_steps: 3,
          created_by: { id: anId(4), user: 'u1' },
          created_at: atSeconds,
          finished_at: atSeconds + 1,
          exceptions_count: 0,
          files: [],
        },
      },
    ])
  })

  it('E77: tells that the caller stopped the run', async () => {
    const stopped = aServiceApi({
      runWorkflow: {
        execute: () =>
          batchesOf(
            [aBegun('workflow'), aRunStarted],
            [
              {
                ...aRunSucceeded(),
                type: 'RunStopped',
                cause: 'request',
                reason: 'User requested abort',
              },
            ],
          ),
      },
    })
    const response = await stopped.request('/v1/workflows/run', aPost('workflow', streaming))
    expect(eventsOf(await response.text()).at(-1)).toMatchObject({
      event: 'workflow_finished',
      data: { status: 'stopped', error: 'Stopped by user.' },
    })
  })

  it('tells that a limit ended the run', async () => {
    const limited = aServiceApi({
      runWorkflow: {
        execute: () =>
          batchesOf(
            [aBegun('workflow'), aRunStarted],
            [{ ...aRunSucceeded(), type: 'RunStopped', cause: 'limit', reason: 'Too many steps.' }],
          ),
      },
    })
    const response = await limited.request('/v1/workflows/run', aPost('workflow', streaming))
    expect(eventsOf(await response.text()).at(-1)).toMatchObject({
      data: { status: 'failed', error: 'Too many steps.' },
    })
  })
})

describe('GET /workflows/run/{workflow_run_id}', () => {
  const run: WorkflowRun = {
    id: runId,
    tenantId,
    appId,
    workflowId: WorkflowId.parse(workflowId),
    workflowVersion: '2026-03-01',
    mode: 'workflow',
    status: 'succeeded',
    inputs: { topic: 'tea', 'sys.user_id': 'u1' },
    outputs: { summary: 'Tea is hot.' },
    error: undefined,
    totalTokens: 7,
    totalSteps: 3,
    exceptionsCount: 0,
    createdBy: anId(4),
    createdAt: at,
    finishedAt: later(1.5),
  }
  const withRun = (found: WorkflowRun) =>
    aServiceApi({ getWorkflowRun: { execute: async () => found } })

  it('E78: shows a finished run, its inputs as JSON text', async () => {
    const response = await withRun(run).request(`/v1/workflows/run/${runId}`, aGet('workflow'))
    expect(await response.json()).toEqual({
      id: runId,
      workflow_id: workflowId,
      status: 'succeeded',
      inputs: JSON.stringify(run.inputs),
      outputs: { summary: 'Tea is hot.' },
      error: null,
      total_steps: 3,
      total_tokens: 7,
      created_at: atSeconds,
      finished_at: atSeconds + 1,
      elapsed_time: 1.5,
    })
  })

  it('shows a run that goes on', async () => {
    const running = { ...run, status: 'running', finishedAt: undefined } as const
    const response = await withRun(running).request(
      `/v1/workflows/run/${runId}`,
      aGet('advanced-chat'),
    )
    expect(await response.json()).toMatchObject({
      status: 'running',
      finished_at: null,
      elapsed_time: null,
    })
  })

  it.each([anId(99), 'x', '..%2f..%2finfo', '%00'])('E79: does not find run %s', async (id) => {
    const response = await api.request(`/v1/workflows/run/${id}`, aGet('workflow'))
    expect(await errorOf(response)).toMatchObject({
      status: 404,
      code: 'not_found',
      message: 'Workflow run not found.',
    })
  })

  it('refuses a chat app', async () => {
    const response = await api.request(`/v1/workflows/run/${runId}`, aGet('chat'))
    expect(await errorOf(response)).toMatchObject({ status: 400, code: 'not_workflow_app' })
  })
})
