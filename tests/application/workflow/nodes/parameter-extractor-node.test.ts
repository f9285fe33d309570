import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import { ModelCallFailed, textOf, type LanguageModelProfile } from '@weft/domain/model'
import { InvalidNodeData } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'
import { bind, execute, kindOf, nodeContext, text } from './node-harness.js'
import { call, outputsOf, type Turn, TurnModel } from './turn-model.js'

const parameter = (name: string, type: string, more: JsonObject = {}): JsonObject => ({
  name,
  type,
  description: `The ${name}`,
  required: false,
  ...more,
})

const data: JsonObject = {
  query: ['a', 'q'],
  model: { provider: 'openai', name: 'gpt', mode: 'chat', completion_params: {} },
  parameters: [
    parameter('city', 'string', { required: true }),
    parameter('days', 'number'),
    parameter('tags', 'array[string]'),
  ],
  instruction: 'Use {{#a.unit#}}.',
  reasoning_mode: 'function_call',
  variables: [],
}
const found = { city: 'Köln', days: 3, tags: ['warm'] }

async function extract(
  turn: Turn | TurnModel,
  changes: JsonObject = {},
  profile: Partial<LanguageModelProfile> = {},
) {
  const model = turn instanceof TurnModel ? turn : new TurnModel([turn], { profile })
  const kind = kindOf('parameter-extractor', { services: { models: model.registry } })
  const context = nodeContext({ 'a.q': text('Three warm days in Köln'), 'a.unit': text('days') })
  return { ...(await execute(bind(kind, { ...data, ...changes }), context)), model }
}

const valuesOf = async (parameters: readonly JsonObject[], reply: JsonValue) => {
  const { outcome } = await extract({ text: JSON.stringify(reply) }, { parameters })
  return outputsOf(outcome)
}

describe('parameter-extractor', () => {
  it('takes the arguments of the call (H 78)', async () => {
    const { outcome, progress } = await extract({ calls: [call('extract_parameters', found)] })
    expect(progress).toEqual([])
    expect(outcome).toMatchObject({
      type: 'succeeded',
      outputs: { __is_success: 1, __reason: null, ...found },
      outputTypes: { tags: 'array[string]' },
      metadata: { total_tokens: 15 },
    })
    expect(outputsOf(outcome)?.['__usage']).toMatchObject({ total_tokens: 15 })
  })

  it.each([
    ['in a fence', `Here:\n\`\`\`json\n${JSON.stringify(found)}\n\`\`\``],
    ['after something in braces', `{not that} ${JSON.stringify(found)} {"or": 1}`],
    ['in a list', JSON.stringify([found])],
    ['with braces in its texts', JSON.stringify({ ...found, city: 'K}{"ln' })],
  ])('takes JSON %s (H 78)', async (_, reply) => {
    const { outcome } = await extract({ text: reply })
    expect(outputsOf(outcome)).toMatchObject({ __is_success: 1, days: 3, tags: ['warm'] })
  })

  it('gives defaults and says so where there is nothing to be read (H 78)', async () => {
    const { outcome } = await extract({ text: 'I found nothing. {{{{' })
    expect(outcome).toMatchObject({
      type: 'succeeded',
      outputs: {
        __is_success: 0,
        __reason:
          'Failed to extract result from function call or text response, using empty result.',
        city: '',
        days: 0,
        tags: [],
      },
    })
  })

  it('says which required parameter is missing, and succeeds (H 78)', async () => {
    const reply = { days: 3, tags: [], other: 1 }
    const { outcome } = await extract({ text: JSON.stringify(reply) })
    expect(outcome).toMatchObject({
      type: 'succeeded',
      outputs: { __is_success: 0, __reason: 'Parameter city is required', city: '', days: 3 },
    })
  })

  it('says that the number of parameters is wrong for an empty result (I.7)', async () => {
    expect(await valuesOf([parameter('tags', 'array[string]')], {})).toMatchObject({
      __is_success: 0,
      __reason: 'Invalid number of parameters',
      tags: [],
    })
  })

  it('says which value is of the wrong type', async () => {
    expect(await valuesOf([parameter('days', 'number')], { days: 'many' })).toMatchObject({
      __is_success: 0,
      __reason:
        'Invalid value for parameter days, expected segment type: number, ' +
        "actual_type: string, python_type: <class 'str'>, value: many",
      days: 0,
    })
  })

  it('says which choice is none of those offered', async () => {
    const size = parameter('size', 'select', { options: ['small', 'large'] })
    expect(await valuesOf([size], { size: 'huge' })).toMatchObject({
      __is_success: 0,
      __reason: 'Invalid `select` value for parameter size',
    })
    expect(await valuesOf([size], { size: 'large' })).toMatchObject({ __is_success: 1 })
  })

  it.each<[string, JsonValue, JsonValue]>([
    ['number', '12.5', 12.5],
    ['number', true, 1],
    ['number', ['x'], 0],
    ['boolean', 2, true],
    ['bool', false, false],
    ['boolean', 'yes', false],
    ['string', 5, ''],
    ['array[number]', [1, '2', 'x', true], [1, 2, 1]],
    ['array[string]', ['a', 1, null], ['a']],
    ['array[object]', [{ a: 1 }, 'x', []], [{ a: 1 }]],
    ['array[boolean]', [true, 0, 'x'], [true, false]],
    ['array[string]', 'a', []],
  ])('normalises a value for %s: %j becomes %j', async (type, given, expected) => {
    expect((await valuesOf([parameter('v', type)], { v: given }))?.['v']).toEqual(expected)
  })

  it('offers one function and shows how to call it', async () => {
    const { model } = await extract({ calls: [call('extract_parameters', found)] })
    expect(model.requests[0]?.tools).toEqual([
      {
        name: 'extract_parameters',
        description: expect.any(String) as string,
        parameters: {
          type: 'object',
          properties: {
            city: { type: 'string', description: 'The city' },
            days: { type: 'number', description: 'The days' },
            tags: { type: 'array', items: { type: 'string' }, description: 'The tags' },
          },
          required: ['city'],
        },
      },
    ])
    const prompt = model.prompt()
    expect(prompt.map(({ role }) => role).join(' ')).toBe(
      'system user assistant tool assistant user assistant tool assistant user',
    )
    expect(textOf(prompt[0]!)).toContain('<instruction>\nUse days.\n</instruction>')
    expect(textOf(prompt.at(-1)!)).toContain('<context>\nThree warm days in Köln\n</context>')
  })

  it.each<[string, JsonObject, Partial<LanguageModelProfile>]>([
    ['asked to', { reasoning_mode: 'prompt' }, {}],
    ['the model cannot call functions', {}, { features: new Set(['vision']) }],
  ])('asks in words where %s', async (_, changes, profile) => {
    const { model, outcome } = await extract({ text: JSON.stringify(found) }, changes, profile)
    expect(outputsOf(outcome)).toMatchObject({ __is_success: 1 })
    expect(model.requests[0]?.tools).toEqual([])
    const question = textOf(model.prompt().at(-1)!)
    expect(question).toContain('<text>\nThree warm days in Köln\n</text>')
    expect(question).toContain('<structure>')
  })

  it('asks a completion model with one text that ends where the JSON begins', async () => {
    const { model } = await extract({ text: '{}' }, {}, { mode: 'completion' })
    expect(model.prompt()).toHaveLength(1)
    expect(textOf(model.prompt()[0]!)).toMatch(/```json\n$/)
  })

  it('treats a blank mode as function_call', async () => {
    const { model } = await extract({ text: '{}' }, { reasoning_mode: null })
    expect(model.requests[0]?.tools).toHaveLength(1)
  })

  it('fails where functions are wanted of a model that only continues texts', async () => {
    const profile = { mode: 'completion', features: new Set(['tool-call'] as const) } as const
    expect((await extract({ text: '{}' }, {}, profile)).outcome).toMatchObject({
      type: 'failed',
      error: 'Model mode completion not support.',
      errorType: 'InvalidModelModeError',
      outputs: { __is_success: 0, __reason: 'Model mode completion not support.' },
    })
  })

  it('fails with the model, and says why in its outputs', async () => {
    const failure = new ModelCallFailed({ provider: 'p', name: 'm' }, 'connection', 'No line.')
    expect((await extract({ failure })).outcome).toMatchObject({
      type: 'failed',
      error: 'No line.',
      errorType: 'InvokeConnectionError',
      outputs: { __is_success: 0, __reason: 'No line.' },
    })
    expect((await extract({ failure: new Error('odd') })).outcome).toMatchObject({
      outputs: { __is_success: 0, __reason: 'Failed to invoke model', __error: 'odd' },
    })
  })

  it.each([
    ['object', parameter('v', 'object')],
    ['a reserved name', parameter('__reason', 'string')],
  ])('refuses %s', (_, refused) => {
    const kind = kindOf('parameter-extractor')
    expect(() => bind(kind, { ...data, parameters: [refused] })).toThrow(InvalidNodeData)
  })

  it('does not stay long with a text of nothing but brackets', async () => {
    const began = performance.now()
    const { outcome } = await extract({ text: '{'.repeat(200_000) })
    expect(outputsOf(outcome)).toMatchObject({ __is_success: 0 })
    expect(performance.now() - began).toBeLessThan(5_000)
  })
})
