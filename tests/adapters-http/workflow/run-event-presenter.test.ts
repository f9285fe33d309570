import { createWirePresenter, presentGenerationEvents, type WireEvent } from '@weft/adapters-http'
import type { GenerationEvent } from '@weft/application/conversation'
import type { AppMode } from '@weft/domain/app'
import type { JsonObject } from '@weft/domain/kernel'
import type { ContainerPosition, NodeFailure } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'
import { atSeconds } from '../support/a-caller.js'
import {
  aBegun,
  aRunStarted,
  aRunSucceeded,
  anExecution,
  batchesOf,
  conversationId,
  later,
  messageId,
  runId,
  taskId,
} from '../support/generation-events.js'

function present(mode: AppMode, event: GenerationEvent): WireEvent | undefined {
  const presenter = createWirePresenter()
  presenter(aBegun(mode))
  return presenter(event)
}

function dataOf(mode: AppMode, event: GenerationEvent): JsonObject {
  return present(mode, event)?.['data'] as JsonObject
}

const image = { dify_model_identity: '__dify__file__', type: 'image', url: 'https://x.org/a.png' }
const failure: NodeFailure = {
  type: 'failed',
  error: 'timeout',
  errorType: 'HttpRequestNodeError',
  inputs: { url: 'https://x.org' },
}
const inLoop: ContainerPosition = { kind: 'loop', nodeId: '1730', index: 1, outer: undefined }
const inIteration: ContainerPosition = {
  kind: 'iteration',
  nodeId: '1720',
  index: 2,
  outer: inLoop,
}

describe('node events', () => {
  it('node_started carries exactly its fields', () => {
    expect(present('workflow', { type: 'NodeStarted', execution: anExecution() })).toEqual({
      event: 'node_started',
      workflow_run_id: runId,
      task_id: taskId,
      data: {
        id: 'e1',
        node_id: '1712',
        node_type: 'llm',
        title: 'LLM',
        index: 2,
        predecessor_node_id: null,
        inputs: null,
        inputs_truncated: false,
        created_at: atSeconds,
        extras: {},
        iteration_id: null,
        loop_id: null,
        agent_strategy: null,
      },
    })
  })

  it('E59: node_finished shows everything, and nothing truncated', () => {
    const text = 'x'.repeat(1_000_000)
    const event = present('advanced-chat', {
      type: 'NodeSucceeded',
      execution: anExecution({ predecessorNodeId: '1711' }),
      outcome: {
        type: 'succeeded',
        inputs: { prompt: 'Tea?' },
        processData: { model_mode: 'chat' },
        outputs: { text, picture: image, pictures: [image, 'x'], nested: { image } },
        metadata: { total_tokens: 25, total_price: '0.0000056', currency: 'USD' },
      },
      at: later(0.93),
    })
    expect(event).toEqual({
      event: 'node_finished',
      conversation_id: conversationId,
      message_id: messageId,
      created_at: atSeconds,
      task_id: taskId,
      workflow_run_id: runId,
      data: {
        id: 'e1',
        node_id: '1712',
        node_type: 'llm',
        title: 'LLM',
        index: 2,
        predecessor_node_id: '1711',
        inputs: { prompt: 'Tea?' },
        inputs_truncated: false,
        process_data: { model_mode: 'chat' },
        process_data_truncated: false,
        outputs: { text, picture: image, pictures: [image, 'x'], nested: { image } },
        outputs_truncated: false,
        status: 'succeeded',
        error: null,
        elapsed_time: 0.93,
        execution_metadata: { total_tokens: 25, total_price: '0.0000056', currency: 'USD' },
        created_at: atSeconds,
        finished_at: atSeconds + 1,
        files: [image, image],
        iteration_id: null,
        loop_id: null,
      },
    })
  })

  it('E62: a failure its strategy took over has the status exception', () => {
    const data = dataOf('workflow', {
      type: 'NodeExceptionHandled',
      execution: anExecution(),
      strategy: 'default-value',
      failure,
      outputs: { body: '{}', error_message: 'timeout', error_type: 'HttpRequestNodeError' },
      at: later(1),
    })
    expect(data).toMatchObject({
      status: 'exception',
      error: 'timeout',
      outputs: { body: '{}', error_message: 'timeout' },
      execution_metadata: { error_strategy: 'default-value' },
    })
  })

  it('a failed node says why', () => {
    const event: GenerationEvent = {
      type: 'NodeFailed',
      execution: anExecution(),
      failure,
      at: later(1),
    }
    expect(present('workflow', event)?.event).toBe('node_finished')
    expect(dataOf('workflow', event)).toMatchObject({
      status: 'failed',
      error: 'timeout',
      inputs: { url: 'https://x.org' },
      outputs: {},
    })
  })

  it('E63: a retry counts its attempts', () => {
    const event: GenerationEvent = {
      type: 'NodeRetried',
      execution: anExecution(),
      retryIndex: 2,
      failure,
      at: later(10),
    }
    expect(present('workflow', event)?.event).toBe('node_retry')
    expect(dataOf('workflow', event)).toMatchObject({
      status: 'retry',
      error: 'timeout',
      retry_index: 2,
      elapsed_time: 10,
    })
  })

  it('E64: a node in a container names every container around it', () => {
    const execution = anExecution({ container: inIteration })
    expect(dataOf('workflow', { type: 'NodeStarted', execution })).toMatchObject({
      iteration_id: '1720',
      loop_id: '1730',
    })
    const finished = dataOf('workflow', {
      type: 'NodeSucceeded',
      execution,
      outcome: { type: 'succeeded', outputs: {} },
      at: later(1),
    })
    expect(finished['execution_metadata']).toEqual({
      iteration_id: '1720',
      iteration_index: 2,
      loop_id: '1730',
      loop_index: 1,
    })
  })

  it.each(['iteration', 'loop', 'iteration-start', 'loop-start'])(
    'a node of the type %s has no node events',
    (nodeType) => {
      const execution = anExecution({ nodeType })
      const outcome = { type: 'succeeded', outputs: {} } as const
      const at = later(1)
      const events: readonly GenerationEvent[] = [
        { type: 'NodeStarted', execution },
        { type: 'NodeSucceeded', execution, outcome, at },
        { type: 'NodeFailed', execution, failure, at },
        { type: 'NodeRetried', execution, retryIndex: 1, failure, at },
        {
          type: 'NodeExceptionHandled',
          execution,
          strategy: 'fail-branch',
          failure,
          outputs: {},
          at,
        },
      ]
      expect(events.map((event) => present('workflow', event))).toEqual(events.map(() => undefined))
    },
  )
})

describe('container events', () => {
  const execution = anExecution({ id: 'e9', nodeId: '1720', nodeType: 'iteration', title: 'Each' })
  const inputs = { iterator_selector: ['a', 'b', 'c'] }

  it('E64: an iteration starts, advances and completes under its node id', () => {
    const started = present('workflow', {
      type: 'ContainerStarted',
      kind: 'iteration',
      execution,
      inputs,
      length: 3,
      at: later(0),
    })
    expect(started).toEqual({
      event: 'iteration_started',
      workflow_run_id: runId,
      task_id: taskId,
      data: {
        id: '1720',
        node_id: '1720',
        node_type: 'iteration',
        title: 'Each',
        created_at: atSeconds,
        extras: {},
        metadata: { iterator_length: 3 },
        inputs,
        inputs_truncated: false,
      },
    })
    const next = present('workflow', {
      type: 'ContainerAdvanced',
      kind: 'iteration',
      execution,
      index: 0,
      previousOutputs: undefined,
      at: later(1),
    })
    expect(next).toMatchObject({
      event: 'iteration_next',
      data: {
        id: '1720',
        node_id: '1720',
        node_type: 'iteration',
        title: 'Each',
        index: 0,
        created_at: atSeconds + 1,
        extras: {},
      },
    })
    const completed = present('workflow', {
      type: 'ContainerSucceeded',
      kind: 'iteration',
      execution,
      inputs,
      outputs: { output: ['A', 'B', 'C'] },
      metadata: { total_tokens: 75 },
      steps: 3,
      at: later(3.9),
    })
    expect(completed).toEqual({
      event: 'iteration_completed',
      workflow_run_id: runId,
      task_id: taskId,
      data: {
        id: '1720',
        node_id: '1720',
        node_type: 'iteration',
        title: 'Each',
        outputs: { output: ['A', 'B', 'C'] },
        outputs_truncated: false,
        created_at: atSeconds,
        extras: {},
        inputs,
        inputs_truncated: false,
        status: 'succeeded',
        error: null,
        elapsed_time: 3.9,
        total_tokens: 75,
        execution_metadata: { total_tokens: 75 },
        finished_at: atSeconds + 4,
        steps: 3,
      },
    })
  })

  it('a loop shows the outputs so far', () => {
    const data = dataOf('workflow', {
      type: 'ContainerAdvanced',
      kind: 'loop',
      execution,
      index: 1,
      previousOutputs: { count: 1 },
      at: later(1),
    })
    expect(data).toMatchObject({ node_type: 'loop', index: 1, pre_loop_output: { count: 1 } })
  })

  it('a failed container completes with its error', () => {
    const event = present('workflow', {
      type: 'ContainerFailed',
      kind: 'loop',
      execution,
      inputs: {},
      outputs: {},
      metadata: {},
      steps: 1,
      error: 'no tea',
      at: later(1),
    })
    expect(event).toMatchObject({
      event: 'loop_completed',
      data: { status: 'failed', error: 'no tea', total_tokens: 0 },
    })
  })
})

describe('text', () => {
  const streamed: GenerationEvent = {
    type: 'AnswerStreamed',
    responseNodeId: '1715',
    frameId: '',
    container: undefined,
    selector: ['1712', 'text'],
    text: 'Tea ',
    isFinal: false,
  }

  it('is a chunk of the outputs in a workflow app', () => {
    expect(present('workflow', streamed)).toEqual({
      event: 'text_chunk',
      workflow_run_id: runId,
      task_id: taskId,
      data: { text: 'Tea ', from_variable_selector: ['1712', 'text'] },
    })
  })

  it('is a piece of the message in a conversation, without the run', () => {
    expect(present('advanced-chat', streamed)).toEqual({
      event: 'message',
      conversation_id: conversationId,
      message_id: messageId,
      created_at: atSeconds,
      task_id: taskId,
      id: messageId,
      answer: 'Tea ',
      from_variable_selector: ['1712', 'text'],
    })
  })

  it('is not told when it is empty', () => {
    expect(present('workflow', { ...streamed, text: '', isFinal: true })).toBeUndefined()
  })

  it('of a reasoning model comes apart, and names its message where there is one', () => {
    const reasoning: GenerationEvent = {
      type: 'ReasoningProduced',
      execution: anExecution(),
      text: 'First, ',
      isFinal: false,
    }
    expect(dataOf('workflow', reasoning)).toEqual({
      message_id: null,
      reasoning: 'First, ',
      node_id: '1712',
      is_final: false,
    })
    expect(dataOf('advanced-chat', reasoning)).toMatchObject({ message_id: messageId })
    expect(present('advanced-chat', reasoning)).not.toHaveProperty('workflow_run_id')
  })
})

describe('a generation', () => {
  it('has nothing to say before it has begun', () => {
    expect(() => createWirePresenter()(aRunStarted)).toThrow(TypeError)
  })

  it('keeps what is not for clients to itself', () => {
    const selector = ['1712', 'text'] as const
    const hidden: readonly GenerationEvent[] = [
      { type: 'EdgeTaken', frameId: '', edge: 0 },
      { type: 'EdgeSkipped', frameId: '', edge: 1 },
      {
        type: 'VariableUpdated',
        frameId: '',
        selector,
        segment: { type: 'string', value: 'secret' },
      },
      { type: 'TextProduced', execution: anExecution(), selector, text: 'x', isFinal: false },
      { type: 'RetrieverResourcesFound', execution: anExecution(), resources: [], context: '' },
    ]
    expect(hidden.map((event) => present('workflow', event))).toEqual(hidden.map(() => undefined))
  })

  it('tells the step of an agent as agent_log', () => {
    const log = {
      id: 'round-1',
      parentId: undefined,
      label: 'ROUND 1',
      status: 'start',
      error: undefined,
      data: {},
      metadata: { elapsed_time: 0.5 },
    } as const
    const execution = anExecution()
    const event = present('advanced-chat', { type: 'AgentLogged', execution, log })
    expect(event).toMatchObject({
      event: 'agent_log',
      data: {
        node_execution_id: execution.id,
        id: 'round-1',
        parent_id: null,
        label: 'ROUND 1',
        error: null,
        status: 'start',
        data: {},
        metadata: { elapsed_time: 0.5 },
        node_id: execution.nodeId,
      },
    })
    expect(event).not.toHaveProperty('workflow_run_id')
  })

  it('is presented batch by batch, without empty batches', async () => {
    const batches = presentGenerationEvents(
      batchesOf(
        [aBegun('workflow')],
        [{ type: 'EdgeTaken', frameId: '', edge: 0 }],
        [aRunStarted, { type: 'NodeStarted', execution: anExecution() }],
        [aRunSucceeded()],
      ),
    )
    const names: string[][] = []
    for await (const batch of batches) names.push(batch.map(({ event }) => event))
    expect(names).toEqual([['workflow_started', 'node_started'], ['workflow_finished']])
  })

  it('finds the files of its outputs', () => {
    const data = dataOf('workflow', aRunSucceeded({ outputs: { a: image, b: [image], c: 'x' } }))
    expect(data['files']).toEqual([image, image])
  })
})
