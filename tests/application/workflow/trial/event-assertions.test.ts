import type { JsonObject } from '@weft/domain/kernel'
import { describe, expect, it } from 'vitest'
import { documentOf, problemsOf } from './try-cases.js'

const LLM = {
  type: 'llm',
  model: { provider: 'p', name: 'm', mode: 'chat', completion_params: {} },
  prompt_template: [{ role: 'user', text: 'x' }],
  context: { enabled: false },
  vision: { enabled: false },
}

/** Two models at once, an answer that quotes both, and three more runs of a model in a container. */
const DOCUMENT = documentOf(
  [
    { id: 'start', data: { type: 'start', variables: [] } },
    { id: 'a', data: LLM },
    { id: 'b', data: LLM },
    { id: 'answer', data: { type: 'answer', answer: 'A: {{#a.text#}}, B: {{#b.text#}}' } },
    {
      id: 'words',
      data: { type: 'code', code_language: 'python3', code: '', variables: [], outputs: {} },
    },
    {
      id: 'each',
      data: {
        type: 'iteration',
        iterator_selector: ['words', 'list'],
        output_selector: ['inner', 'text'],
        start_node_id: 'each-start',
        is_parallel: true,
        parallel_nums: 2,
      },
    },
    {
      id: 'each-start',
      data: { type: 'iteration-start', iteration_id: 'each', isInIteration: true },
    },
    { id: 'inner', data: { ...LLM, iteration_id: 'each', isInIteration: true } },
    {
      id: 'say',
      data: {
        type: 'answer',
        answer: '<{{#inner.text#}}>',
        iteration_id: 'each',
        isInIteration: true,
      },
    },
  ],
  [
    'start>a',
    'start>b',
    'a>answer',
    'b>answer',
    'answer>words',
    'words>each',
    'each-start>inner',
    'inner>say',
  ],
)

const MOCKS = {
  a: { outputs: { text: 'one two' } },
  b: { outputs: { text: 'three' } },
  words: { outputs: { list: ['x', 'y', 'z'] } },
  inner: { text: 'w', delay_ms: 2 },
}

const holds = async (assertion: JsonObject): Promise<readonly string[]> =>
  problemsOf(DOCUMENT, { query: 'hi', mocks: MOCKS, expect: { event_assertions: [assertion] } })

describe('event assertions', () => {
  it.each<JsonObject>([
    {
      assert: 'stream_chunks',
      equals: ['A: ', 'one', ' two', ', B: ', 'three', '<', 'w', '>', '<', 'w', '>', '<', 'w', '>'],
    },
    { assert: 'chunks_of', selector: ['a', 'text'], equals: ['one', ' two'] },
    { assert: 'chunks_of', selector: ['a', 'text'], equals: ['one', ' two', ''], with_empty: true },
    { assert: 'chunks_of', selector: ['a', 'text'], joined: 'one two' },
    { assert: 'chunks_in_container', container: 'each', joined: '<w><w><w>' },
    { assert: 'chunks_in_container', iteration: 'each', equals: '<w><w><w>' },
    { assert: 'count', event: 'node_started', node: 'inner', equals: 3 },
    { assert: 'count', event: 'node_started', at_least: 10, at_most: 30 },
    { assert: 'values', event: 'iteration_next', field: 'index', equals: [0, 1, 2] },
    { assert: 'none', event: 'node_failed' },
    { assert: 'none', event: 'chunk', text: 'four' },
    {
      assert: 'before',
      first: { event: 'node_succeeded', node: 'a' },
      then: { event: 'node_started', node: 'answer' },
    },
    {
      assert: 'before',
      first: { event: 'chunk', selector: ['a', 'text'], pick: 'first' },
      then: { event: 'chunk', selector: ['b', 'text'], pick: 'last' },
    },
    { assert: 'max_parallel', node: 'inner', equals: 2 },
    { assert: 'last_chunk_final' },
  ])('hold: %j', async (assertion) => {
    expect(await holds(assertion)).toEqual([])
  })

  it.each<readonly [JsonObject, string]>([
    [{ assert: 'stream_chunks', equals: ['A: '] }, 'stream_chunks differs'],
    [{ assert: 'chunks_of', selector: ['a', 'text'], joined: 'one' }, 'chunks_of differs'],
    [{ assert: 'chunks_in_container', loop: 'answer', joined: 'x' }, 'chunks_in_container differs'],
    [
      { assert: 'count', event: 'node_started', node: 'inner', equals: 2 },
      'there are 3, expected 2',
    ],
    [{ assert: 'count', event: 'run_failed', at_least: 1 }, 'there are 0, expected at least 1'],
    [{ assert: 'count', event: 'run_started', at_most: 0 }, 'there are 1, expected at most 0'],
    [{ assert: 'values', event: 'iteration_next', field: 'index', equals: [1] }, 'values differs'],
    [{ assert: 'none', event: 'run_started' }, 'there are 1, expected none'],
    [{ assert: 'node_sequence', equals: [] }, 'node_sequence differs'],
    [
      { assert: 'before', first: { event: 'run_succeeded' }, then: { event: 'run_started' } },
      '{"event":"run_succeeded"} came after {"event":"run_started"}',
    ],
    [
      { assert: 'before', first: { event: 'run_failed' }, then: { event: 'run_started' } },
      'there is no {"event":"run_failed"}',
    ],
    [
      { assert: 'max_parallel', node: 'inner', at_most: 1 },
      '2 runs of inner at once, at most 1 allowed',
    ],
  ])('do not hold: %j', async (assertion, problem) => {
    expect(await holds(assertion)).toEqual([
      expect.stringMatching(/^event_assertions\[0\] \w+ /) as string,
    ])
    expect((await holds(assertion))[0]).toContain(problem)
  })

  it('tell the whole way of a run, containers and retries included', async () => {
    const document = documentOf(
      [
        { id: 'start', data: { type: 'start', variables: [] } },
        {
          id: 'a',
          data: {
            ...LLM,
            retry_config: { retry_enabled: true, max_retries: 2, retry_interval: 1 },
          },
        },
        { id: 'end', data: { type: 'end', outputs: [] } },
      ],
      ['start>a', 'a>end'],
      'workflow',
    )
    expect(
      await problemsOf(document, {
        mocks: { a: { sequence: [{ error: 'busy', error_type: 'Busy' }, { text: 'ok' }] } },
        expect: {
          status: 'partial-succeeded',
          attempts: { a: 2 },
          node_runs: { a: 1 },
          event_assertions: [
            {
              assert: 'node_sequence',
              equals: [
                'node_started:start',
                'node_succeeded:start',
                'node_started:a',
                'node_retry:a',
                'node_succeeded:a',
                'node_started:end',
                'node_succeeded:end',
              ],
            },
            { assert: 'values', event: 'node_retry', field: 'retry_index', equals: [1] },
            { assert: 'values', event: 'node_retry', field: 'error_type', equals: ['Busy'] },
          ],
        },
      }),
    ).toEqual([])
  })

  it('count what a loop writes, and not what it starts with', async () => {
    const document = documentOf(
      [
        { id: 'start', data: { type: 'start', variables: [] } },
        {
          id: 'loop',
          data: {
            type: 'loop',
            loop_count: 2,
            break_conditions: [],
            loop_variables: [
              { id: 'v', label: 'i', var_type: 'number', value_type: 'constant', value: '5' },
            ],
            start_node_id: 'loop-start',
          },
        },
        { id: 'loop-start', data: { type: 'loop-start', loop_id: 'loop', isInLoop: true } },
        {
          id: 'add',
          data: {
            type: 'assigner',
            version: '2',
            loop_id: 'loop',
            isInLoop: true,
            items: [
              {
                variable_selector: ['loop', 'i'],
                input_type: 'constant',
                operation: '+=',
                value: 1,
              },
            ],
          },
        },
        { id: 'end', data: { type: 'end', outputs: [] } },
      ],
      ['start>loop', 'loop>end', 'loop-start>add'],
      'workflow',
    )
    expect(
      await problemsOf(document, {
        expect: {
          event_assertions: [
            { assert: 'values', event: 'variable_updated', field: 'value', equals: [6, 7] },
          ],
        },
      }),
    ).toEqual([])
  })
})
