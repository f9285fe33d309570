import type { JsonObject } from '@weft/domain/kernel'
import { ModelCallFailed, textOf, type ModelFeature } from '@weft/domain/model'
import { ToolInvocationFailed } from '@weft/domain/tool'
import type { AgentLog, NodeContext, NodeProgress } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'
import { FakeFileStore, FakeRegistry, FakeTool, toolParameter } from './fake-tools.js'
import { bind, execute, kindOf, nodeContext, text, type Variables } from './node-harness.js'
import { call, outputsOf, tokens, type Turn, TurnModel } from './turn-model.js'

const tool = (name: string, more: JsonObject = {}): JsonObject => ({
  enabled: true,
  type: 'builtin',
  provider_name: 'shelf',
  tool_name: name,
  tool_label: name,
  schemas: [{ name: 'query' }],
  settings: {},
  parameters: {},
  ...more,
})

const model = {
  provider: 'langgenius/openai/openai',
  model: 'gpt',
  mode: 'chat',
  model_type: 'llm',
  type: 'model-selector',
  completion_params: { temperature: 0, stop: ['END'] },
}

const parametersOf = (more: JsonObject = {}): JsonObject => ({
  model: { type: 'constant', value: model },
  tools: { type: 'constant', value: [tool('look')] },
  instruction: { type: 'constant', value: 'Be {{#a.manner#}}.' },
  query: { type: 'constant', value: '{{#a.q#}}' },
  ...more,
})

const data: JsonObject = {
  agent_strategy_provider_name: 'langgenius/agent/agent',
  agent_strategy_name: 'function_calling',
  agent_strategy_label: 'FunctionCalling',
  agent_parameters: parametersOf(),
}
const given: Variables = { 'a.q': text('What is warp?'), 'a.manner': text('kind') }

type Setting = {
  readonly changes?: JsonObject
  readonly parameters?: JsonObject
  readonly tools?: readonly FakeTool[]
  readonly features?: readonly ModelFeature[]
  readonly provider?: string
  readonly overrides?: Partial<NodeContext>
  readonly store?: FakeFileStore
}

async function act(turns: readonly Turn[], setting: Setting = {}) {
  const { features, provider } = setting
  const scripted = new TurnModel(turns, {
    ...(features && { profile: { features: new Set(features) } }),
    ...(provider !== undefined && { provider }),
  })
  const tools = new FakeRegistry(setting.tools ?? [new FakeTool(['found'].map(toText))])
  const services = {
    models: scripted.registry,
    tools,
    ...(setting.store && { fileStore: setting.store }),
  }
  const node = {
    ...data,
    agent_parameters: parametersOf(setting.parameters),
    ...setting.changes,
  }
  const context = nodeContext(given, setting.overrides)
  const execution = await execute(bind(kindOf('agent', { services }), node), context)
  return { ...execution, model: scripted, tools, streamed: streamedText(execution.progress) }
}

const toText = (value: string) => ({ type: 'text', text: value }) as const

const streamedText = (progress: readonly NodeProgress[]) =>
  progress.map((each) => (each.type === 'chunk' ? each.text : '')).join('')

const logsOf = (progress: readonly NodeProgress[]): readonly AgentLog[] =>
  progress.flatMap((each) => (each.type === 'agent-log' ? [each.log] : []))

const react = (action: string, input: unknown, thought = 'I think.') =>
  `Thought: ${thought}\nAction:\n\`\`\`json\n${JSON.stringify({ action, action_input: input })}\n\`\`\`\n`

const REACT = { agent_strategy_name: 'ReAct' }

describe('agent with function calling', () => {
  it('answers with the help of a tool, and streams the answer', async () => {
    const shelf = new FakeTool(({ query }) => `about ${query as string}`)
    const {
      outcome,
      streamed,
      model: asked,
    } = await act(
      [
        { text: 'Let me look.', calls: [call('look', { query: 'warp' })], usage: tokens(10, 5) },
        { text: ['Threads ', 'along.'], usage: tokens(7, 3, '0.5') },
      ],
      { tools: [shelf] },
    )
    expect(shelf.calls).toEqual([{ query: 'warp' }])
    expect(streamed).toBe('Let me look.\nThreads along.')
    expect(outcome).toMatchObject({
      type: 'succeeded',
      outputs: {
        text: streamed,
        files: [],
        usage: { total_tokens: 25, prompt_unit_price: '0.001' },
      },
      metadata: {
        total_tokens: 25,
        total_price: '0.0200000',
        tool_info: { agent_strategy: 'function_calling' },
      },
      inputs: { instruction: 'Be kind.', query: 'What is warp?' },
    })
    expect(outcome.usage?.totalTokens).toBe(25)
    expect(asked.prompt(1)).toEqual([
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'What is warp?' },
      { role: 'assistant', content: 'Let me look.', toolCalls: [call('look', { query: 'warp' })] },
      { role: 'tool', toolCallId: 'call-look', content: 'about warp' },
    ])
    expect(asked.requests[0]).toMatchObject({
      parameters: { temperature: 0 },
      stop: ['END'],
      nodeId: 'n',
      tools: [
        {
          name: 'look',
          parameters: { properties: { query: { type: 'string' } }, required: [] },
        },
      ],
    })
  })

  it('tells every step, and gives the logs before the rest of json (85)', async () => {
    const { outcome, progress } = await act([{ calls: [call('look', {})] }, { text: 'Done.' }])
    const logs = logsOf(progress)
    expect(logs.map(({ label, status }) => `${label} ${status}`)).toEqual([
      'ROUND 1 start',
      'model Thought start',
      'model Thought success',
      'CALL look start',
      'CALL look success',
      'ROUND 1 success',
      'ROUND 2 start',
      'model Thought start',
      'model Thought success',
      'ROUND 2 success',
    ])
    const json = outputsOf(outcome)?.['json'] as readonly JsonObject[]
    expect(json.map((entry) => entry['label'] ?? entry)).toEqual([
      'ROUND 1',
      'model Thought',
      'CALL look',
      'ROUND 2',
      'model Thought',
      { data: [] },
    ])
    expect(json[1]).toMatchObject({
      id: 'execution:round-1:model',
      parent_id: 'execution:round-1',
      status: 'success',
      error: null,
      node_id: 'n',
    })
    expect(outcome.metadata?.['agent_log']).toEqual(json.slice(0, -1))
  })

  it('carries several calls of one reply out in order (64)', async () => {
    const order: string[] = []
    const note = (name: string) =>
      new FakeTool(() => (order.push(name), `${name} said`), { name, parameters: [] })
    const { model: asked } = await act(
      [{ calls: [call('b', {}), call('a', {}), call('b', {}, 'again')] }, { text: 'ok' }],
      {
        tools: [note('a'), note('b')],
        parameters: { tools: { type: 'constant', value: [tool('a'), tool('b')] } },
      },
    )
    expect(order).toEqual(['b', 'a', 'b'])
    expect(asked.prompt(1).slice(-3)).toEqual([
      { role: 'tool', toolCallId: 'call-b', content: 'b said' },
      { role: 'tool', toolCallId: 'call-a', content: 'a said' },
      { role: 'tool', toolCallId: 'again', content: 'b said' },
    ])
  })

  it.each<[string, string, FakeTool, string]>([
    ['66: a tool there is not', 'gone', new FakeTool([]), 'there is not a tool named gone'],
    [
      'a tool that fails',
      'look',
      new FakeTool(new ToolInvocationFailed('No shelf.')),
      'tool invoke error: No shelf.',
    ],
    ['a tool that breaks', 'look', new FakeTool(new Error('odd')), 'unknown error: odd'],
    [
      'a value the tool cannot use',
      'look',
      new FakeTool([], { parameters: [toolParameter('n', { type: 'number', isRequired: true })] }),
      'tool parameters validation error: tool parameter n not found in tool config',
    ],
  ])('tells the model of %s and goes on', async (_, name, broken, observation) => {
    const {
      outcome,
      model: asked,
      progress,
    } = await act([{ calls: [call(name, {})] }, { text: 'Then not.' }], { tools: [broken] })
    expect(outcome).toMatchObject({ type: 'succeeded', outputs: { text: 'Then not.' } })
    expect(textOf(asked.prompt(1).at(-1)!)).toBe(observation)
    expect(logsOf(progress)).toContainEqual(
      expect.objectContaining({ label: `CALL ${name}`, status: 'error', error: observation }),
    )
  })

  it('takes no arguments for none, a bare text for the only one, and tells of broken JSON (67)', async () => {
    const shelf = new FakeTool([])
    const two = new FakeTool([], {
      name: 'two',
      parameters: ['a', 'b'].map((n) => toolParameter(n)),
    })
    const { model: asked } = await act(
      [{ calls: [call('look', ''), call('look', 'warp'), call('two', '{bad')] }, { text: 'ok' }],
      {
        tools: [shelf, two],
        parameters: { tools: { type: 'constant', value: [tool('look'), tool('two')] } },
      },
    )
    expect(shelf.calls).toEqual([{}, { query: 'warp' }])
    expect(two.calls).toEqual([])
    expect(textOf(asked.prompt(1).at(-1)!)).toMatch(/^tool parameters validation error: /)
  })

  it('has no tools in the last round, and fails where the model wants some even then (63)', async () => {
    const { outcome, model: asked } = await act([{ calls: [call('look', {})] }], {
      parameters: { maximum_iterations: { type: 'constant', value: 3 } },
    })
    expect(asked.requests.map(({ tools }) => tools.length)).toEqual([1, 1, 1, 0])
    expect(outcome).toMatchObject({
      type: 'failed',
      error: expect.stringMatching(/^Failed to invoke agent: .* within 3 iterations/) as string,
      errorType: 'AgentIterationsExhausted',
      metadata: { total_tokens: 60 },
    })
    expect(outcome.usage?.totalTokens).toBe(60)
  })

  it('asks a hundred times at most, whatever is configured (63)', async () => {
    const { model: asked } = await act([{ calls: [call('look', {})] }], {
      parameters: { maximum_iterations: { type: 'mixed', value: '500' } },
    })
    expect(asked.requests).toHaveLength(100)
  })

  it('is given the tools that are switched on, settled values apart', async () => {
    const parameters = [
      toolParameter('query', { isRequired: true }),
      toolParameter('max', { type: 'number' }),
      toolParameter('lang', { form: 'form', defaultValue: 'en' }),
    ]
    const shelf = new FakeTool(({ query }) => query as string, { parameters })
    const entry = tool('look', {
      extra: { description: 'Knows everything.' },
      settings: { lang: { value: 'de' } },
      parameters: {
        query: { auto: 1, value: null },
        max: { auto: 0, value: { type: 'mixed', value: '7' } },
      },
    })
    const { model: asked, tools } = await act(
      [{ calls: [call('look', { query: 'x' })] }, { text: 'ok' }],
      {
        tools: [shelf],
        parameters: {
          tools: { type: 'constant', value: [entry, tool('off', { enabled: false })] },
        },
      },
    )
    expect(tools.refs.map((ref) => ref.tool)).toEqual(['look'])
    expect(asked.requests[0]?.tools).toEqual([
      {
        name: 'look',
        description: 'Knows everything.',
        parameters: {
          type: 'object',
          properties: { query: { type: 'string', description: 'The query' } },
          required: ['query'],
        },
      },
    ])
    expect(shelf.calls).toEqual([{ query: 'x', max: 7, lang: 'de' }])
  })

  it('takes a value from a variable, and plain values as they are', async () => {
    const parameters = ['query', 'manner', 'open'].map((name) => toolParameter(name))
    const shelf = new FakeTool([], { parameters })
    const entry = tool('look', {
      parameters: {
        query: 'fixed',
        manner: { auto: 0, value: { type: 'variable', value: ['a', 'manner'] } },
        open: '',
      },
    })
    await act([{ calls: [call('look', { query: 'mine', open: 'o' })] }, { text: 'ok' }], {
      tools: [shelf],
      parameters: { tools: { type: 'constant', value: [entry] } },
    })
    expect(shelf.calls).toEqual([{ query: 'fixed', manner: 'kind', open: 'o' }])
  })

  it('goes on without a tool that is not there, and says so', async () => {
    const {
      outcome,
      model: asked,
      progress,
    } = await act([{ text: 'ok' }], {
      parameters: { tools: { type: 'constant', value: [tool('gone')] } },
    })
    expect(outcome).toMatchObject({ type: 'succeeded' })
    expect(asked.requests[0]?.tools).toEqual([])
    expect(logsOf(progress)[0]).toMatchObject({ label: 'Tool gone', status: 'error' })
  })

  it('does not offer a tool that needs a file', async () => {
    const needy = new FakeTool([], {
      parameters: [toolParameter('f', { type: 'file', isRequired: true })],
    })
    const { model: asked } = await act([{ text: 'ok' }], { tools: [needy] })
    expect(asked.requests[0]?.tools).toEqual([])
  })

  it.each<[string, JsonObject, number]>([
    ['no version', {}, 0],
    ['version 0.0.1', { meta: { version: '0.0.1' } }, 0],
    ['version 0.0.2', { meta: { version: '0.0.2' } }, 1],
  ])('offers MCP tools by the version of the strategy: %s', async (_, changes, count) => {
    const { model: asked } = await act([{ text: 'ok' }], {
      changes: {
        ...changes,
        agent_parameters: parametersOf({
          tools: { type: 'constant', value: [tool('look', { type: 'mcp' })] },
        }),
      },
    })
    expect(asked.requests[0]?.tools).toHaveLength(count)
  })

  it('gives the files tools make to the user, and tells the model of them', async () => {
    const store = new FakeFileStore()
    const painter = new FakeTool([
      { type: 'blob', bytes: Uint8Array.of(1), mimeType: 'image/png' },
      { type: 'variable', name: 'hidden', value: 1 },
      { type: 'json', value: { a: 'é' } },
    ])
    const { outcome, model: asked } = await act(
      [{ calls: [call('look', {})] }, { text: 'Look!' }],
      {
        tools: [painter],
        store,
      },
    )
    expect(outputsOf(outcome)).toMatchObject({ text: 'Look!', files: [{ type: 'image' }] })
    expect(textOf(asked.prompt(1).at(-1)!)).toMatch(/^The image has been created.*\{"a": "é"\}$/)
  })

  it('remembers the conversation', async () => {
    const memory = { read: () => Promise.resolve([{ query: 'before', answer: 'after' }]) }
    const { model: asked } = await act([{ text: 'ok' }], {
      changes: { memory: { window: { enabled: true, size: 5 } } },
      overrides: { memory },
    })
    expect(asked.prompt().map(textOf)).toEqual(['Be kind.', 'before', 'after', 'What is warp?'])
  })

  it('tells thoughts apart from the text where asked to', async () => {
    const { streamed, progress } = await act(
      [{ reasoning: 'hm', text: ['<thi', 'nk>so</think>', 'Yes.'] }],
      { changes: { reasoning_format: 'separated' } },
    )
    expect(streamed).toBe('Yes.')
    expect(progress.filter(({ type }) => type === 'reasoning')).toEqual([
      { type: 'reasoning', text: 'hm', isFinal: false },
      { type: 'reasoning', text: 'so', isFinal: false },
      { type: 'reasoning', text: '', isFinal: true },
    ])
  })

  it('lowers max_tokens to what the context leaves', async () => {
    const value = { ...model, completion_params: { max_tokens: 1000 } }
    const scripted = new TurnModel([{ text: 'ok' }], { profile: { contextSize: 200 } })
    const services = { models: scripted.registry, tools: new FakeRegistry([]) }
    const agent_parameters = parametersOf({ model: { type: 'constant', value } })
    const bound = bind(kindOf('agent', { services }), { ...data, agent_parameters })
    await execute(bound, nodeContext(given))
    expect(scripted.requests[0]?.parameters).toEqual({ max_tokens: 200 - 21 })
  })
})

describe('agent with ReAct', () => {
  it('acts in words until it has an answer (72, 83)', async () => {
    const shelf = new FakeTool(({ query }) => `about ${query as string}`)
    const {
      outcome,
      model: asked,
      streamed,
    } = await act(
      [
        { text: react('look', { query: 'warp' }, 'I must look.') },
        { text: react('Final Answer', 'Threads along.') },
      ],
      { changes: REACT, tools: [shelf] },
    )
    expect(shelf.calls).toEqual([{ query: 'warp' }])
    expect(streamed).toBe('Threads along.')
    expect(outcome).toMatchObject({
      type: 'succeeded',
      outputs: { text: 'Threads along.', usage: { total_tokens: 30 } },
    })
    expect(asked.requests[0]).toMatchObject({ tools: [], stop: ['END', 'Observation'] })
    expect(textOf(asked.prompt()[0]!)).toMatch(/Be kind\.[^]*"name": "look"/)
    expect(asked.prompt(1).slice(-2)).toEqual([
      {
        role: 'assistant',
        content:
          'Thought: I must look.\n\n' +
          'Action: {"action":"look","action_input":{"query":"warp"}}\n\n' +
          'Observation: about warp\n\n',
      },
      { role: 'user', content: 'continue' },
    ])
  })

  it('takes all that was said for the answer where nothing is asked for (83)', async () => {
    const { outcome, model: asked } = await act([{ text: 'Thought: It is just thread.' }], {
      changes: REACT,
    })
    expect(outputsOf(outcome)?.['text']).toBe('It is just thread.')
    expect(asked.requests).toHaveLength(1)
  })

  it('writes an answer that is a map as JSON (82)', async () => {
    const { outcome } = await act([{ text: react('Final Answer', { a: [1, 'é'] }) }], {
      changes: REACT,
    })
    expect(outputsOf(outcome)?.['text']).toBe('{"a": [1, "é"]}')
  })

  it('takes a misspelt final answer for a tool there is not', async () => {
    const { model: asked, outcome } = await act(
      [{ text: react('final_answer', 'x') }, { text: react('Final Answer', 'y') }],
      { changes: REACT },
    )
    expect(outputsOf(outcome)?.['text']).toBe('y')
    expect(textOf(asked.prompt(1).at(-2)!)).toContain('there is not a tool named final_answer')
  })

  it('fails where a tool is wanted in the last round, in which none is offered', async () => {
    const { outcome, model: asked } = await act([{ text: react('look', 'x') }], {
      changes: REACT,
      parameters: { maximum_iterations: { type: 'constant', value: 1 } },
    })
    expect(outcome).toMatchObject({ type: 'failed', errorType: 'AgentIterationsExhausted' })
    expect(textOf(asked.prompt(1)[0]!)).not.toContain('"name": "look"')
  })

  it('sets no stop word for the provider that refuses it (72)', async () => {
    const { model: asked } = await act([{ text: 'ok' }], { changes: REACT, provider: 'wenxin' })
    expect(asked.requests[0]?.stop).toEqual(['END'])
  })

  it('stands in for function calling where the model cannot', async () => {
    const { model: asked } = await act([{ text: react('Final Answer', 'y') }], {
      features: ['vision'],
    })
    expect(asked.requests[0]?.tools).toEqual([])
    expect(asked.requests[0]?.stop).toContain('Observation')
  })
})

describe('agent that cannot begin', () => {
  it('says that there is no such strategy', async () => {
    const { outcome } = await act([{}], { changes: { agent_strategy_name: 'TOD' } })
    expect(outcome).toMatchObject({
      type: 'failed',
      error: expect.stringMatching(/^Failed to get agent strategy: .*TOD/) as string,
      errorType: 'AgentStrategyError',
    })
  })

  it('fails where a variable is missing (85)', async () => {
    const { outcome } = await act([{}], {
      parameters: { query: { type: 'variable', value: ['gone', 'x'] } },
    })
    expect(outcome).toMatchObject({
      type: 'failed',
      error: "Variable ['gone', 'x'] does not exist",
      errorType: 'AgentVariableNotFoundError',
    })
  })

  it('says that servers named in the node are not available', async () => {
    const { outcome } = await act([{}], {
      parameters: { mcp_server: { type: 'constant', value: 'https://mcp.test/sse' } },
    })
    expect(outcome).toMatchObject({
      type: 'failed',
      error: expect.stringContaining('MCP servers') as string,
    })
  })

  it('counts parameters no strategy here knows as null', async () => {
    const { outcome } = await act([{ text: 'ok' }], {
      parameters: { storage_key: { type: 'constant', value: 'x' } },
    })
    expect(outcome).toMatchObject({ type: 'succeeded', inputs: { storage_key: null } })
  })

  it('fails with the model', async () => {
    const failure = new ModelCallFailed({ provider: 'p', name: 'm' }, 'authorization', 'No key.')
    const { outcome } = await act([{ failure }])
    expect(outcome).toMatchObject({
      type: 'failed',
      error: 'Failed to invoke agent: No key.',
      errorType: 'InvokeAuthorizationError',
    })
  })

  it('says that a tool made a file nobody can keep', async () => {
    const painter = new FakeTool([{ type: 'blob', bytes: Uint8Array.of(1) }])
    const { outcome } = await act([{ calls: [call('look', {})] }, { text: 'x' }], {
      tools: [painter],
    })
    expect(outcome).toMatchObject({
      type: 'failed',
      error: expect.stringMatching(/^Failed to transform agent message: /) as string,
      errorType: 'ToolFileError',
    })
  })
})

describe('a model that always asks for harm (T-L6)', () => {
  it('gets no further than the tools the author gave it', async () => {
    const shelf = new FakeTool(({ query }) => `saw ${query as string}`)
    const harm = [
      call('look', { query: '$(touch /tmp/x)', constructor: { prototype: {} }, __proto__: 1 }, '1'),
      call('eval', { code: 'process.exit()' }, '2'),
      call('constructor', {}, '3'),
      call('simple_code', { code: 'import os' }, '4'),
    ]
    const { outcome } = await act([{ calls: harm }, { text: 'Sorry.' }], { tools: [shelf] })
    expect(outcome).toMatchObject({ type: 'succeeded', outputs: { text: 'Sorry.' } })
    expect(shelf.calls).toEqual([{ query: '$(touch /tmp/x)' }])
  })
})
