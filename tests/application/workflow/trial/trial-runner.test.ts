import { isPassed } from '@weft/application/workflow'
import { describe, expect, it } from 'vitest'
import { documentOf, problemsOf, tryCases } from './try-cases.js'

const ECHO = documentOf(
  [
    { id: 'start', data: { type: 'start', variables: [] } },
    { id: 'answer', data: { type: 'answer', answer: 'You said {{#sys.query#}}' } },
  ],
  ['start>answer'],
)

const MODEL = documentOf(
  [
    { id: 'start', data: { type: 'start', variables: [] } },
    {
      id: 'llm',
      data: {
        type: 'llm',
        model: { provider: 'p', name: 'm', mode: 'chat', completion_params: {} },
        prompt_template: [{ role: 'user', text: 'Say: {{#sys.query#}}' }],
        context: { enabled: false },
        vision: { enabled: false },
      },
    },
    { id: 'answer', data: { type: 'answer', answer: '{{#llm.text#}}' } },
  ],
  ['start>llm', 'llm>answer'],
)

const CALL = documentOf(
  [
    { id: 'start', data: { type: 'start', variables: [] } },
    {
      id: 'call',
      data: { type: 'http-request', url: '${TEST_SERVER}/items?page=1', body: '{"a":1}' },
    },
    {
      id: 'end',
      data: { type: 'end', outputs: [{ variable: 'url', value_selector: ['call', 'url'] }] },
    },
  ],
  ['start>call', 'call>end'],
  'workflow',
)

const COUNTER = documentOf(
  [
    { id: 'start', data: { type: 'start', variables: [] } },
    {
      id: 'note',
      data: {
        type: 'assigner',
        version: '2',
        items: [
          {
            variable_selector: ['conversation', 'last'],
            input_type: 'variable',
            operation: 'over-write',
            value: ['sys', 'query'],
          },
        ],
      },
    },
    {
      id: 'answer',
      data: { type: 'answer', answer: '{{#sys.dialogue_count#}} {{#conversation.last#}}' },
    },
  ],
  ['start>note', 'note>answer'],
  'advanced-chat',
  { conversation_variables: [{ id: 'c', name: 'last', value_type: 'string', value: 'nothing' }] },
)

describe('TrialRunner', () => {
  it('passes a case whose expectations are met', async () => {
    const problems = await problemsOf(ECHO, {
      query: 'hello',
      expect: {
        status: 'succeeded',
        outputs: { answer: 'You said hello', files: [] },
        answer: 'You said hello',
        answer_any_of: ['no', 'You said hello'],
        answer_contains: ['said', 'hello'],
        streamed_answer: 'You said hello',
        exceptions_count: 0,
        executed: ['start', 'answer'],
        not_executed: ['other'],
        node_runs: { start: 1, other: 0 },
        attempts: { start: 1 },
        node_statuses: { answer: 'succeeded' },
        node_outputs: { answer: { answer: 'You said hello' } },
        node_order_constraints: [['start', 'answer']],
        min_elapsed_ms: 0,
        library_differs: { status: 'failed' },
        notes: 'For people.',
      },
    })
    expect(problems).toEqual([])
  })

  it('says of every expectation that is not met what was instead', async () => {
    const problems = await problemsOf(ECHO, {
      query: 'hello',
      expect: {
        status: 'failed',
        outputs: { answer: 'You said hello', files: [], more: 1 },
        answer_any_of: ['a'],
        answer_contains: 'bye',
        error_contains: 'x',
        exceptions_count: 1,
        executed: ['other'],
        not_executed: ['start'],
        node_runs: { start: 2 },
        node_statuses: { answer: 'failed', other: 'succeeded' },
        node_outputs: { other: {} },
        node_order_constraints: [['answer', 'start']],
        conversation_variables: { last: 1 },
        prompts_contain: { answer: 'x' },
        min_elapsed_ms: 600_000,
      },
    })
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'status',
      'outputs',
      'answer_any_of',
      'answer_contains',
      'error_contains',
      'exceptions_count',
      'executed',
      'not_executed',
      'node_runs.start',
      'node_statuses.answer',
      'node_statuses.other',
      'node_outputs.other',
      'node_order_constraints',
      'conversation_variables.last',
      'prompts_contain.answer',
      'min_elapsed_ms',
    ])
  })

  it.each([
    ['1 is not true', 1, true],
    ['1 is not "1"', 1, '1'],
    ['0 is not false', 0, false],
    ['null is not absent', null, undefined],
  ])('tells values of different types apart: %s', async (_, expected, actual) => {
    const problems = await problemsOf(MODEL, {
      query: 'x',
      mocks: { llm: { outputs: { text: 'a', ...(actual !== undefined && { value: actual }) } } },
      expect: { node_outputs: { llm: { value: expected } } },
    })
    expect(problems).toEqual(['node_outputs.llm differs'])
  })

  it('takes values, patches and models as the case says', async () => {
    const problems = await problemsOf(MODEL, {
      query: 'hello',
      patch: [{ node: 'answer', set: { answer: '[{{#llm.text#}}]' } }],
      mocks: { llm: { text: 'Hi there' } },
      expect: { answer: '[Hi there]', prompts_contain: { llm: ['user: Say: hello'] } },
    })
    expect(problems).toEqual([])
  })

  it('carries the variables of a conversation from turn to turn', async () => {
    const problems = await problemsOf(COUNTER, {
      conversation_variables: { last: 'something' },
      turns: [
        { query: 'one', expect: { answer: '1 one', conversation_variables: { last: 'one' } } },
        { query: 'two', expect: { answer: '2 two' } },
      ],
      expect: { conversation_variables: { last: 'two' }, node_runs: { answer: 2 } },
    })
    expect(problems).toEqual([])
  })

  it('says which turn it was', async () => {
    const problems = await problemsOf(COUNTER, {
      turns: [
        { query: 'one', expect: {} },
        { query: 'two', expect: { answer: 'x' } },
      ],
    })
    expect(problems).toEqual(['turn 2: answer differs'])
  })

  it('starts a server for the case, and holds its requests against the expected ones', async () => {
    const { results, stage } = await tryCases({ 'app.yml': CALL }, [
      {
        fixture: 'app.yml',
        case: 'calls',
        test_server: { routes: [{ method: 'POST', path: '/items', responses: [{ text: 'ok' }] }] },
        expect: {
          outputs: { url: '${TEST_SERVER}/items?page=1' },
          requests: [
            {
              method: 'POST',
              path: '/items',
              query: { page: '1' },
              headers: { 'Content-Type': 'application/json' },
              json: { a: 1 },
              body: '{"a":1}',
            },
          ],
          request_count: { 'POST /items': 1, 'GET /items': 0 },
        },
      },
      { fixture: 'app.yml', case: 'has no server', expect: { status: 'failed' } },
    ])
    expect(results.map(({ mismatches }) => mismatches)).toEqual([[], []])
    expect(stage.opened).toEqual([['http://127.0.0.1:9000']])
    expect(stage.started.map(({ isClosed }) => isClosed)).toEqual([true])
    expect(stage.areNodesClosed).toBe(true)
  })

  it('says what of a request is not as expected', async () => {
    const problems = await problemsOf(CALL, {
      test_server: { routes: [{ method: 'POST', path: '/items', responses: [{ text: 'ok' }] }] },
      expect: {
        requests: [
          { path: '/other', headers: { 'x-other': '2', 'x-none': '' }, json: { a: 2 } },
          {},
        ],
        request_count: 2,
      },
    })
    expect(problems).toEqual([
      'requests has 1 requests (POST /items), expected 2',
      'requests[0].path differs',
      'requests[0].headers.x-other differs',
      'requests[0].headers.x-none is not there',
      'requests[0].json differs',
      'request_count differs',
    ])
  })

  it('passes files as values that can be fetched', async () => {
    const document = documentOf(
      [
        { id: 'start', data: { type: 'start', variables: [] } },
        {
          id: 'end',
          data: {
            type: 'end',
            outputs: [
              { variable: 'name', value_selector: ['start', 'doc', 'name'] },
              { variable: 'url', value_selector: ['start', 'doc', 'url'] },
              { variable: 'size', value_selector: ['start', 'doc', 'size'] },
            ],
          },
        },
      ],
      ['start>end'],
      'workflow',
    )
    const problems = await problemsOf(document, {
      files: { 'note.txt': { content: 'höhö' } },
      inputs: { doc: { $file: 'note.txt' } },
      expect: { outputs: { name: 'note.txt', url: 'http://files.invalid/note.txt', size: 6 } },
    })
    expect(problems).toEqual([])
  })

  it('tells a graph that cannot be built from a run that fails', async () => {
    const unbuildable = documentOf(
      [
        { id: 'start', data: { type: 'start' } },
        { id: 'odd', data: { type: 'no-such-type' } },
      ],
      ['start>odd'],
    )
    expect(
      await problemsOf(unbuildable, {
        expect: { status: 'load-failed', error_contains: 'UNKNOWN_NODE_TYPE' },
      }),
    ).toEqual([])
    expect(await problemsOf(unbuildable, { expect: { status: 'failed' } })).toMatchObject([
      expect.stringContaining('status is load-failed: [UNKNOWN_NODE_TYPE]'),
    ])
  })

  it.each([
    ['a document that is not there', { fixture: 'none.yml' }, 'none.yml cannot be read'],
    ['a document that cannot be read', { fixture: 'broken.yml' }, 'Missing app data'],
    ['a mock of no node', { mocks: { ghost: { outputs: {} } } }, 'The mock "ghost" stands for'],
    ['a patch of no node', { patch: [{ node: 'ghost' }] }, 'names the node "ghost"'],
  ])('fails a case with %s, and goes on with the next', async (_, trial, problem) => {
    const { results } = await tryCases({ 'app.yml': ECHO, 'broken.yml': 'kind: app' }, [
      { fixture: 'app.yml', case: 'wrong', expect: {}, ...trial },
      { fixture: 'app.yml', case: 'right', expect: { status: 'succeeded' } },
    ])
    expect(results[0]?.mismatches).toMatchObject([
      { expectation: 'case', problem: expect.stringContaining(problem) as string },
    ])
    expect(results[1] && isPassed(results[1])).toBe(true)
  })

  it('stops a case that takes too long', async () => {
    const { results } = await tryCases(
      { 'app.yml': MODEL },
      [
        {
          fixture: 'app.yml',
          case: 'slow',
          mocks: { llm: { text: 'x', delay_ms: 60_000 } },
          expect: {},
        },
        {
          fixture: 'app.yml',
          case: 'quick',
          mocks: { llm: { text: 'x' } },
          expect: { answer: 'x' },
        },
      ],
      { limitMs: 30 },
    )
    expect(results.map(({ mismatches }) => mismatches.map(({ problem }) => problem))).toEqual([
      ['The case took more than 30 ms.'],
      [],
    ])
  })

  it('gives the results in the order of the cases, also where some run alone', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const { results } = await tryCases(
      { 'app.yml': MODEL },
      names.map((name, index) => ({
        fixture: 'app.yml',
        case: name,
        mocks: { llm: { text: name, ...(index % 2 === 0 && { delay_ms: 2 }) } },
        expect: { answer: name },
      })),
      { concurrency: 2 },
    )
    expect(results.map(({ trial }) => trial.name)).toEqual(names)
    expect(results.every(isPassed)).toBe(true)
  })

  it('runs a bare graph as a workflow, with the variables the case gives it', async () => {
    const graph = JSON.stringify({
      nodes: [
        { id: 'start', data: { type: 'start', title: 'Start' } },
        {
          id: 'end',
          data: {
            type: 'end',
            title: 'End',
            outputs: [{ variable: 'key', value_selector: ['env', 'key'] }],
          },
        },
      ],
      edges: [{ source: 'start', target: 'end' }],
    })
    expect(
      await problemsOf(graph, {
        environment_variables: { key: 'k' },
        expect: { outputs: { key: 'k' } },
      }),
    ).toEqual([])
  })
})

describe('import cases', () => {
  const importing = { kind: 'import' }

  it('hold what an import gives against what is expected', async () => {
    expect(
      await problemsOf(COUNTER, {
        ...importing,
        expect: {
          import_status: 'completed',
          app_mode: 'advanced-chat',
          imported_dsl_version: '0.6.0',
          round_trip: true,
          node_data: { answer: { type: 'answer' } },
          variable_ids: [{ name: 'last', author_id: 'c' }],
        },
      }),
    ).toEqual([])
  })

  it('say what differs', async () => {
    expect(
      await problemsOf(COUNTER, {
        ...importing,
        expect: {
          import_status: 'failed',
          app_mode: 'workflow',
          error: 'x',
          node_data: { answer: { type: 'end' }, ghost: {} },
          variable_ids: [{ name: 'last', author_id: 'd' }, { name: 'none' }],
        },
      }),
    ).toEqual([
      'import_status is completed',
      'app_mode differs',
      'error is not there',
      'node_data.answer differs',
      'node_data.ghost is not in the graph',
      'variable_ids.last.author_id differs',
      'variable_ids.none is not declared',
    ])
  })

  it('know documents that are refused, and why', async () => {
    expect(
      await problemsOf('kind: other', {
        ...importing,
        expect: {
          import_status: 'failed',
          error: 'Missing app data in YAML content',
          library_error_code: 'kind.unsupported',
        },
      }),
    ).toEqual([])
  })
})
