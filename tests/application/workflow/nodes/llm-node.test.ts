import type { JsonObject } from '@weft/domain/kernel'
import { ModelCallFailed, type CompletionChunk, type ModelFailureKind } from '@weft/domain/model'
import type { NodeContext, NodeProgress } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'
import { FakeModel, said } from './fake-model.js'
import {
  bind,
  execute,
  kindOf,
  nodeContext,
  text,
  type Execution,
  type Variables,
} from './node-harness.js'

const data: JsonObject = {
  model: { provider: 'openai', name: 'gpt', mode: 'chat', completion_params: { temperature: 0.7 } },
  prompt_template: [
    { id: '1', role: 'system', text: 'Be brief.' },
    { role: 'user', text: 'Say {{#a.word#}}' },
  ],
  context: { enabled: false, variable_selector: [] },
  vision: { enabled: false },
  variables: [],
}

function ask(
  model: FakeModel,
  changes: JsonObject = {},
  variables: Variables = { 'a.word': text('hi') },
  overrides: Partial<NodeContext> = {},
): Promise<Execution> {
  const kind = kindOf('llm', { services: { models: model.registry } })
  return execute(bind(kind, { ...data, ...changes }), nodeContext(variables, overrides))
}

const chunk = (value: string, isFinal = false): NodeProgress => ({
  type: 'chunk',
  output: 'text',
  text: value,
  isFinal,
})
const thought = (value: string, isFinal = false): NodeProgress => ({
  type: 'reasoning',
  text: value,
  isFinal,
})

describe('llm', () => {
  it('streams what the model says, then an empty final chunk, and gives the whole', async () => {
    const model = new FakeModel(said('Hello', ' there'))
    const { progress, outcome } = await ask(model)
    const usage = {
      prompt_tokens: 10,
      prompt_unit_price: '0.001',
      prompt_price_unit: '0.001',
      prompt_price: '0.0000100',
      completion_tokens: 5,
      completion_unit_price: '0.0',
      completion_price_unit: '0.0',
      completion_price: '0.0',
      total_tokens: 15,
      total_price: '0.0000100',
      currency: 'USD',
      latency: 0,
      time_to_first_token: null,
      time_to_generate: null,
    }
    expect(progress).toEqual([chunk('Hello'), chunk(' there'), chunk('', true)])
    expect(outcome).toMatchObject({
      type: 'succeeded',
      outputs: { text: 'Hello there', reasoning_content: '', usage, finish_reason: 'end_turn' },
      inputs: { '#a.word#': 'hi', model_provider: 'openai', model_name: 'gpt' },
      metadata: { total_tokens: 15, total_price: '0.0000100', currency: 'USD' },
      processData: {
        model_mode: 'chat',
        prompts: [
          { role: 'system', text: 'Be brief.' },
          { role: 'user', text: 'Say hi' },
        ],
        usage,
        finish_reason: 'end_turn',
        model_provider: 'fake',
        model_name: 'model',
      },
    })
    expect(Object.keys('outputs' in outcome ? outcome.outputs : {})).toEqual([
      'text',
      'reasoning_content',
      'usage',
      'finish_reason',
    ])
    expect(outcome.usage?.totalTokens).toBe(15)
  })

  it('gives the model its parameters, stop sequences, user and node', async () => {
    const model = new FakeModel(said('x'))
    const completion_params = { temperature: 0, stop: ['END'], max_tokens: 20, seed: null }
    const run = { ...nodeContext({}).run, user: 'ada' }
    await ask(
      model,
      { model: { ...(data['model'] as JsonObject), completion_params } },
      {},
      { run },
    )
    expect(model.requests).toMatchObject([
      {
        parameters: { temperature: 0, max_tokens: 20 },
        stop: ['END'],
        tools: [],
        user: 'ada',
        nodeId: 'n',
      },
    ])
    expect(Object.keys(model.requests[0]?.parameters ?? {})).toEqual(['temperature', 'max_tokens'])
  })

  it('fills references into parameters, as numbers and booleans where they say some', async () => {
    const model = new FakeModel(said('x'))
    const completion_params = {
      top_p: '{{#a.p#}}',
      flag: '{{#a.flag#}}',
      long: '{{#a.long#}}',
      plain: '5',
    }
    const variables: Variables = {
      'a.p': text('0.5'),
      'a.flag': { type: 'boolean', value: true },
      'a.long': text('x'.repeat(2000)),
    }
    await ask(model, { model: { provider: 'p', name: 'm', completion_params } }, variables)
    expect(model.requests[0]?.parameters).toEqual({
      top_p: 0.5,
      flag: true,
      long: 'x'.repeat(1024),
      plain: '5',
    })
  })

  it('lets an unresolvable reference be empty, and records only what is there', async () => {
    const { outcome } = await ask(new FakeModel(said('x')), {}, {})
    expect(outcome).toMatchObject({ processData: { prompts: [{}, { text: 'Say ' }] } })
    expect(outcome.inputs).toEqual({ model_provider: 'openai', model_name: 'gpt' })
  })

  it('masks secrets in its record, not in the prompt', async () => {
    const model = new FakeModel(said('x'))
    const secret = { type: 'secret', value: 'sk-abcdefghijklmnop' } as const
    const { outcome } = await ask(model, {}, { 'a.word': secret })
    expect(model.prompt[1]).toEqual({ role: 'user', content: 'Say sk-abcdefghijklmnop' })
    expect(JSON.stringify(outcome)).not.toContain('sk-abcdefghijklmnop')
    expect(outcome).toMatchObject({
      inputs: { '#a.word#': 'sk-abc************op' },
      processData: { prompts: [{}, { text: 'Say sk-abc************op' }] },
    })
  })

  it.each<[ModelFailureKind, string]>([
    ['connection', 'InvokeConnectionError'],
    ['server-unavailable', 'InvokeServerUnavailableError'],
    ['rate-limit', 'InvokeRateLimitError'],
    ['authorization', 'InvokeAuthorizationError'],
    ['bad-request', 'InvokeBadRequestError'],
  ])('calls a failure of kind %s %s', async (kind, errorType) => {
    const ref = { provider: 'p', name: 'm' }
    const failure = new ModelCallFailed(ref, kind, 'no luck')
    const { progress, outcome } = await ask(new FakeModel(said('half'), { failure }))
    expect(progress).toEqual([chunk('half')])
    expect(outcome).toEqual({
      type: 'failed',
      error: 'no luck',
      errorType,
      inputs: { '#a.word#': 'hi', model_provider: 'openai', model_name: 'gpt' },
    })
  })

  it('says which model is not configured', async () => {
    const { outcome } = await execute(bind(kindOf('llm'), data), nodeContext({}))
    expect(outcome).toMatchObject({
      type: 'failed',
      errorType: 'ModelNotExistError',
      error: 'No provider is configured for the model openai/gpt. Add a provider.',
    })
  })

  it('passes a stop and surprises on', async () => {
    const stop = new AbortController()
    const failure = new ModelCallFailed({ provider: 'p', name: 'm' }, 'connection', 'cut')
    stop.abort(failure)
    const overrides = { signal: stop.signal }
    await expect(ask(new FakeModel([], { failure }), {}, {}, overrides)).rejects.toBe(failure)
    const surprise = new FakeModel([], { failure: new TypeError('bug') })
    await expect(ask(surprise)).rejects.toThrow(TypeError)
  })

  it('names the field it cannot read', () => {
    const kind = kindOf('llm')
    expect(() => bind(kind, {})).toThrow('Node n: model must say which model to use.')
    expect(() => bind(kind, { ...data, prompt_template: [{ role: 'wizard' }] })).toThrow(
      'Node n: prompt_template[0].role must be one of system, user, assistant, got "wizard".',
    )
  })
})

describe('reasoning of an llm', () => {
  const tagged = said('<thi', 'nk>p</thi', 'nk>ans')

  it('is taken out of the text where that is wanted (H67)', async () => {
    const { progress, outcome } = await ask(new FakeModel(tagged), {
      reasoning_format: 'separated',
    })
    expect(progress).toEqual([thought('p'), chunk('ans'), thought('', true), chunk('', true)])
    expect(outcome).toMatchObject({ outputs: { text: 'ans', reasoning_content: 'p' } })
  })

  it('stays in the text otherwise (H67)', async () => {
    const { progress, outcome } = await ask(new FakeModel(tagged))
    expect(progress).toEqual([chunk('<thi'), chunk('nk>p</thi'), chunk('nk>ans'), chunk('', true)])
    expect(outcome).toMatchObject({
      outputs: { text: '<think>p</think>ans', reasoning_content: '' },
    })
  })

  const apart: readonly CompletionChunk[] = [
    { type: 'reasoning', text: 'p' },
    { type: 'reasoning', text: 'q' },
    ...said('ans'),
  ]

  it('goes into tags when the provider sends it apart from the text', async () => {
    const { outcome } = await ask(new FakeModel(apart))
    expect(outcome).toMatchObject({ outputs: { text: '<think>\npq\n</think>ans' } })
  })

  it('stays apart where that is wanted', async () => {
    const { progress, outcome } = await ask(new FakeModel(apart), {
      reasoning_format: 'separated',
    })
    expect(progress).toEqual([
      thought('p'),
      thought('q'),
      chunk('ans'),
      thought('', true),
      chunk('', true),
    ])
    expect(outcome).toMatchObject({ outputs: { text: 'ans', reasoning_content: 'pq' } })
  })

  it('sends nothing of it when there is none', async () => {
    const { progress } = await ask(new FakeModel(said('ans')), { reasoning_format: 'separated' })
    expect(progress).toEqual([chunk('ans'), chunk('', true)])
  })
})

describe('structured output of an llm', () => {
  const schema = {
    type: 'object',
    properties: { name: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } },
    required: ['name'],
  }
  const on = { structured_output_switch_on: true, structured_output: { schema } }
  const reply = async (answer: string, changes: JsonObject = on) =>
    (await ask(new FakeModel(said(answer)), changes)).outcome

  it('asks the model for the schema and gives the map', async () => {
    const model = new FakeModel(said('{"name":', ' "Ada"}'))
    const { outcome } = await ask(model, on)
    expect(model.requests[0]?.responseSchema).toEqual(schema)
    expect(outcome).toMatchObject({
      outputs: { text: '{"name": "Ada"}', structured_output: { name: 'Ada' } },
    })
  })

  it('knows the older name of the switch, and schemas stored as text', async () => {
    const changes = {
      structured_output_enabled: true,
      structured_output: { schema: JSON.stringify(schema) },
    }
    expect(await reply('{"name":"Ada"}', changes)).toMatchObject({
      outputs: { structured_output: { name: 'Ada' } },
    })
  })

  it('does nothing when switched off or without a schema', async () => {
    const off = await reply('{"name":1}', { ...on, structured_output_switch_on: false })
    expect(off).toHaveProperty('outputs')
    expect(off).not.toHaveProperty('outputs.structured_output')
    const missing = await reply('x', { structured_output_switch_on: true })
    expect(missing).toMatchObject({ type: 'succeeded' })
  })

  it.each([
    ['a fence', 'Sure:\n```json\n{"name": "Ada"}\n```\nDone.'],
    ['remarks', 'Here you are: {"name": "Ada"} I hope it helps.'],
    ['single quotes and a comma too many', "{'name': 'Ada',}"],
    ['a missing bracket', '{"name": "Ada"'],
    ['thoughts before it', '<think>{"name": 1}</think>{"name": "Ada"}'],
  ])('reads JSON with %s', async (_, answer) => {
    expect(await reply(answer)).toMatchObject({ outputs: { structured_output: { name: 'Ada' } } })
  })

  it.each([
    ['I cannot.', /^Failed to parse structured output \(stage=result, path=\$\): /],
    ['[1]', /^Failed to parse structured output/],
    [
      '{"name": 1}',
      'Structured output validation failed (stage=result, path=$.name): Instance type "number" is invalid. Expected "string".',
    ],
    [
      '{"name": "a", "tags": ["x", 2]}',
      /^Structured output validation failed \(stage=result, path=\$\.tags\[1\]\): /,
    ],
    [
      '{}',
      'Structured output validation failed (stage=result, path=$): Instance does not have required property "name".',
    ],
  ])('refuses %j, and still tells the tokens', async (answer, error) => {
    const outcome = await reply(answer)
    expect(outcome).toMatchObject({
      type: 'failed',
      errorType: 'LLMNodeError',
      error: (typeof error === 'string' ? error : expect.stringMatching(error)) as string,
      metadata: { total_tokens: 15 },
    })
  })

  it('refuses a schema that is none', async () => {
    const wrong = { structured_output_switch_on: true, structured_output: { schema: { type: 1 } } }
    expect(await reply('{}', wrong)).toMatchObject({
      error: expect.stringMatching(
        /^Invalid structured output schema \(stage=schema, path=\$\.type\): /,
      ) as string,
    })
    const none = { structured_output_switch_on: true, structured_output: { schema: 'text' } }
    expect(await reply('{}', none)).toMatchObject({
      error:
        'Invalid structured output schema (stage=schema, path=$): The schema must be a JSON object.',
    })
  })

  it('needs a model that has it, where its features are known', async () => {
    const features = new Set(['vision'] as const)
    const { outcome } = await ask(new FakeModel([], { profile: { features } }), on)
    expect(outcome).toMatchObject({
      errorType: 'LLMNodeError',
      error: 'Structured output is not supported by model fake/model (stage=capability)',
    })
  })

  it('does not check formats and patterns, which only describe', async () => {
    const described = {
      structured_output_switch_on: true,
      structured_output: {
        schema: {
          type: 'object',
          properties: {
            file: { type: 'string', format: 'date', pattern: '^(a+)+$' },
            format: { type: 'string' },
          },
          patternProperties: { '^x-': { type: 'number' } },
          additionalProperties: false,
        },
      },
    }
    const answer = { file: `${'a'.repeat(60)}!`, format: 'f', 'x-1': 'y' }
    expect(await reply(JSON.stringify(answer), described)).toMatchObject({
      outputs: { structured_output: answer },
    })
    expect(await reply('{"format": 1}', described)).toMatchObject({ type: 'failed' })
  })

  it('survives a schema that refers to itself without end', async () => {
    const endless = {
      structured_output_switch_on: true,
      structured_output: { schema: { $ref: '#' } },
    }
    expect(await reply('{}', endless)).toMatchObject({
      error: expect.stringContaining('refers to itself without end') as string,
    })
  })

  it('keeps __proto__ in a reply an ordinary key (T-H3)', async () => {
    const outcome = await reply('{"name":"a","__proto__":{"polluted":1}}')
    expect(JSON.stringify(outcome)).toContain('"__proto__":{"polluted":1}')
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })
})
