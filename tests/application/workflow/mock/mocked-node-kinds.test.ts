import {
  InvalidMocks,
  mockedNodeKinds,
  parseMocks,
  standardNodeKinds,
} from '@weft/application/workflow'
import type { JsonObject } from '@weft/domain/kernel'
import type { NodeContext, NodeKind, NodeProgress } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'
import {
  execute,
  noCode,
  nodeContext,
  noModels,
  plainTemplates,
  text,
  type Execution,
} from '../nodes/node-harness.js'

const kinds = standardNodeKinds({ models: noModels, code: noCode, templates: plainTemplates })

type Node = { readonly id: string; readonly type: string; readonly version: string }
const node = (id: string, type: string, version = '1'): Node => ({ id, type, version })

function mocked(mocks: unknown, ...nodes: readonly Node[]): readonly NodeKind[] {
  return mockedNodeKinds(kinds, parseMocks(mocks), nodes)
}

function bindIn(table: readonly NodeKind[], { id, type, version }: Node, data: JsonObject = {}) {
  const kind = table.find((each) => each.type === type && each.versions.includes(version))
  if (!kind) throw new Error(`There is no kind ${type} ${version}`)
  return kind.bind({ id, title: id, data })
}

function play(
  mocks: unknown,
  of: Node,
  data: JsonObject = {},
  overrides: Partial<NodeContext> = {},
): Promise<Execution> {
  const context = nodeContext({ 'sys.query': text('hello') }, overrides)
  return execute(bindIn(mocked(mocks, of), of, data), context)
}

const llm = node('llm', 'llm')
const llmData: JsonObject = {
  model: { provider: '', name: '' },
  prompt_template: [{ role: 'user', text: 'Say {{#sys.query#}}' }],
}
const chunk = (value: string, isFinal = false): NodeProgress => ({
  type: 'chunk',
  output: 'text',
  text: value,
  isFinal,
})

describe('a mock with outputs', () => {
  it('stands for the whole node: its own code does not run', async () => {
    const outputs = { result: [1, 2] }
    const { outcome } = await play({ c: { outputs } }, node('c', 'code'), { broken: true })
    expect(outcome).toEqual({ type: 'succeeded', outputs })
  })

  it('streams the text of an llm word by word', async () => {
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }
    const mocks = { '*llm*': { outputs: { text: 'mocked llm response', usage } } }
    const { progress, outcome } = await play(mocks, llm)
    expect(progress).toEqual([chunk('mocked'), chunk(' llm'), chunk(' response'), chunk('', true)])
    expect(outcome).toMatchObject({
      outputs: { text: 'mocked llm response', usage },
      metadata: { total_tokens: 15 },
    })
    expect(outcome.usage?.completionTokens).toBe(5)
  })

  it('streams in the chunks it names', async () => {
    const { progress } = await play({ llm: { outputs: { text: 'ab' }, chunks: ['a', 'b'] } }, llm)
    expect(progress).toEqual([chunk('a'), chunk('b'), chunk('', true)])
  })

  it('lets a branch take the handle its outputs or the mock name', async () => {
    const branch = node('if', 'if-else')
    const named = { if: { outputs: { selected_case_id: 'second' } } }
    expect((await play(named, branch)).outcome).toMatchObject({ handle: 'second' })
    const given = { if: { outputs: {}, handle: 'false' } }
    expect((await play(given, branch)).outcome).toMatchObject({ handle: 'false' })
    await expect(play({ if: { outputs: {} } }, branch)).rejects.toThrow(
      'The mock "if" must say which handle is taken: handle.',
    )
  })

  it('keeps what a response node streams', () => {
    const answer = node('a', 'answer')
    const bound = bindIn(mocked({ a: { outputs: { answer: 'x' } } }, answer), answer, {
      answer: '{{#llm.text#}}',
    })
    expect(bound.responseTemplate).toEqual([{ type: 'reference', selector: ['llm', 'text'] }])
  })
})

describe('a mock with an error', () => {
  it('makes the node fail', async () => {
    const mocks = { llm: { error: 'mock llm failure', error_type: 'MockError' } }
    expect((await play(mocks, llm, llmData)).outcome).toEqual({
      type: 'failed',
      error: 'mock llm failure',
      errorType: 'MockError',
    })
  })

  it('on the level of the model makes only the model fail', async () => {
    const mocks = {
      llm: { error: 'slow down', error_type: 'InvokeRateLimitError', level: 'model' },
    }
    expect((await play(mocks, llm, llmData)).outcome).toEqual({
      type: 'failed',
      error: 'slow down',
      errorType: 'InvokeRateLimitError',
      inputs: { '#sys.query#': 'hello', model_provider: '', model_name: '' },
    })
  })
})

describe('a mock of a model', () => {
  it('lets the node’s own code run', async () => {
    const { progress, outcome } = await play({ llm: { text: 'mocked response' } }, llm, llmData)
    expect(progress).toEqual([chunk('mocked'), chunk(' response'), chunk('', true)])
    expect(outcome).toMatchObject({
      outputs: { text: 'mocked response', finish_reason: 'stop' },
      processData: { prompts: [{ role: 'user', text: 'Say hello' }] },
    })
  })

  it('says a structured output as JSON', async () => {
    const data = {
      ...llmData,
      structured_output_enabled: true,
      structured_output: { schema: { type: 'object' } },
    }
    const { outcome } = await play({ llm: { structured_output: { image: 'a.png' } } }, llm, data)
    expect(outcome).toMatchObject({
      outputs: { text: '{"image":"a.png"}', structured_output: { image: 'a.png' } },
    })
  })

  it('ends as the script of its tool calls says', async () => {
    const calls = [{ id: '1', function: { name: 'f', arguments: '{"a":1}' } }]
    const { outcome } = await play({ llm: { text: '', tool_calls: calls } }, llm, llmData)
    expect(outcome).toMatchObject({ outputs: { text: '', finish_reason: 'tool-calls' } })
  })

  it('is refused for a node that has none', () => {
    const template = node('t', 'template-transform')
    expect(() => bindIn(mocked({ t: { text: 'x' } }, template), template)).toThrow(
      'The mock "t" scripts a model, and template-transform nodes have none.',
    )
  })
})

describe('a sequence of mocks', () => {
  it('serves one invocation after the other, and no more than it has', async () => {
    const sequence = [{ outputs: { r: 1 } }, { error: 'second' }, { outputs: { r: 3 } }]
    const code = node('c', 'code')
    const bound = bindIn(mocked({ c: { sequence } }, code), code)
    const outcomes = []
    for (let time = 0; time < 3; time++)
      outcomes.push((await execute(bound, nodeContext({}))).outcome)
    expect(outcomes).toMatchObject([
      { outputs: { r: 1 } },
      { error: 'second' },
      { outputs: { r: 3 } },
    ])
    await expect(execute(bound, nodeContext({}))).rejects.toThrow(
      'The mock "c" has 3 steps, and the node is invoked for the 4th time.',
    )
  })

  it('may mix whole nodes and models', async () => {
    const sequence = [{ error: 'down', level: 'model' }, { outputs: { text: 'x' } }, { text: 'y' }]
    const bound = bindIn(mocked({ llm: { sequence } }, llm), llm, llmData)
    const outcomes = []
    for (let time = 0; time < 3; time++)
      outcomes.push((await execute(bound, nodeContext({}))).outcome)
    expect(outcomes).toMatchObject([
      { type: 'failed', error: 'down' },
      { outputs: { text: 'x' } },
      { outputs: { text: 'y', finish_reason: 'stop' } },
    ])
  })
})

describe('the time a mock takes', () => {
  it('is as long as it says, for the node and for each chunk', async () => {
    const mocks = { llm: { outputs: { text: 'a b' }, delay_ms: 30, chunk_delay_ms: 20 } }
    const start = performance.now()
    await play(mocks, llm)
    expect(performance.now() - start).toBeGreaterThanOrEqual(65)
  })

  it('ends when the run is stopped', async () => {
    const stop = new AbortController()
    const reason = new Error('stopped')
    const playing = play(
      { llm: { error: 'x', delay_ms: 60_000 } },
      llm,
      {},
      { signal: stop.signal },
    )
    stop.abort(reason)
    await expect(playing).rejects.toBe(reason)
  })
})

describe('mockedNodeKinds', () => {
  it('leaves nodes without a mock as they are', async () => {
    const template = node('t', 'template-transform')
    const table = mocked({ '*llm*': { text: 'x' } }, template)
    const bound = bindIn(table, template, { template: 'plain' })
    expect((await execute(bound, nodeContext({}))).outcome).toMatchObject({
      outputs: { output: 'plain' },
    })
  })

  it('puts the mock of a node before that of its type', async () => {
    const mocks = { '*code*': { outputs: { r: 'type' } }, a: { outputs: { r: 'node' } } }
    const [a, b] = [node('a', 'code'), node('b', 'code')]
    const table = mocked(mocks, a, b)
    const outcomes = [a, b].map(
      async (each) => (await execute(bindIn(table, each), nodeContext({}))).outcome,
    )
    expect(await Promise.all(outcomes)).toMatchObject([
      { outputs: { r: 'node' } },
      { outputs: { r: 'type' } },
    ])
  })

  it('makes up kinds nobody has where all their nodes are mocked', async () => {
    const [one, two] = [node('one', 'gadget'), node('two', 'gadget', '2')]
    const table = mocked({ one: { error: 'refused' }, two: { outputs: { body: 'x' } } }, one, two)
    const kind = table.find(({ type }) => type === 'gadget')
    expect(kind).toMatchObject({ versions: ['1', '2'], executionClass: 'executable' })
    const { outcome } = await execute(bindIn(table, two), nodeContext({}))
    expect(outcome).toEqual({ type: 'succeeded', outputs: { body: 'x' } })
  })

  it.each([
    ['question-classifier', 'branch'],
    ['trigger-webhook', 'root'],
    ['constructor', 'executable'],
    ['trigger-happiness', 'root'],
  ])('treats a mocked %s as %s', (type, executionClass) => {
    const table = mocked({ x: { outputs: {} } }, node('x', type))
    expect(table.find((kind) => kind.type === type)).toMatchObject({ executionClass })
  })

  it('does not make up a kind of which a node runs for real, or only its model is scripted', () => {
    const [one, two] = [node('one', 'gadget'), node('two', 'gadget')]
    const types = (mocks: unknown, ...nodes: Node[]) =>
      mocked(mocks, ...nodes).map(({ type }) => type)
    expect(types({ one: { outputs: {} } }, one, two)).not.toContain('gadget')
    expect(types({ one: { text: 'x' } }, one)).not.toContain('gadget')
    expect(types({}, one)).not.toContain('gadget')
  })

  it('refuses a mock of a node that is not there', () => {
    expect(() => mocked({ gone: { text: 'x' } }, llm)).toThrow(
      'The mock "gone" stands for a node that is not in the graph.',
    )
  })

  it('refuses to mock a container', () => {
    const container: NodeKind = {
      type: 'iteration',
      versions: ['1'],
      executionClass: 'container',
      isRetryable: false,
      bind: () => ({ execute: () => ({ type: 'succeeded', outputs: {} }) }),
    }
    const mocks = parseMocks({ i: { outputs: {} } })
    const [kind] = mockedNodeKinds([container], mocks, [node('i', 'iteration')])
    expect(() => kind?.bind({ id: 'i', title: '', data: {} })).toThrow(
      'The mock "i" stands for a container (iteration), which cannot be mocked.',
    )
  })
})

describe('parseMocks', () => {
  it.each([
    [null, 'The mocks must be a map by node id or *type*.'],
    [{ a: 1 }, 'The mock "a" must be a map.'],
    [{ a: {} }, 'The mock "a" must have outputs, error, text, tool_calls or structured_output.'],
    [{ a: { outputs: [] } }, 'The mock "a" must have a map as outputs.'],
    [{ a: { error: 1 } }, 'The mock "a" must have a text as error.'],
    [{ a: { text: 1 } }, 'The mock "a" must have a text as text.'],
    [{ a: { sequence: [] } }, 'The mock "a" must have a list with at least one mock as sequence.'],
    [{ a: { text: 'x', chunks: 'x' } }, 'The mock "a" must have a list of texts as chunks.'],
    [
      { a: { text: 'x', delay_ms: -1 } },
      'The mock "a" must have a number of milliseconds as delay_ms.',
    ],
    [{ a: { tool_calls: {} } }, 'The mock "a" must have a list as tool_calls.'],
    [{ a: { tool_calls: [{}] } }, 'The mock "a" must name the tool of each tool call.'],
  ])('says what is wrong with %j', (raw, message) => {
    expect(() => parseMocks(raw)).toThrow(message)
    expect(() => parseMocks(raw)).toThrow(InvalidMocks)
  })

  it('keeps the key __proto__ an ordinary node id (T-H3)', () => {
    const mocks = parseMocks(JSON.parse('{"__proto__": {"text": "x"}}'))
    expect([...mocks.byNode.keys()]).toEqual(['__proto__'])
  })
})
