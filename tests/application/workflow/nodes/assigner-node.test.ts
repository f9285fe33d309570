import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import { createFileValue, type NodeOutcome, type Segment } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'
import { bind, kindOf, run, segmentOf, text, type Variables } from './node-harness.js'

const v1 = kindOf('assigner')
const v2 = kindOf('assigner', { version: '2' })
const file = createFileValue({ type: 'image', transferMethod: 'local_file', reference: 'r' })

const strings = (...value: string[]): Segment => ({ type: 'array[string]', value })

describe('assigner, version 1', () => {
  const data = (write_mode: string) => ({
    assigned_variable_selector: ['conversation', 'v'],
    write_mode,
    input_variable_selector: ['sys', 'query'],
  })

  it('overwrites a variable with another one', async () => {
    const variables = { 'conversation.v': text('old'), 'sys.query': text('new') }
    const selector = ['conversation', 'v']
    expect(await run(v1, data('over-write'), variables)).toEqual({
      type: 'succeeded',
      inputs: { value: 'new' },
      outputs: {},
      updates: [{ selector, segment: text('new') }],
      processData: {
        v: 'new',
        __updated_variables: [{ name: 'v', selector, value_type: 'string', new_value: 'new' }],
      },
    })
  })

  it('does not check types when overwriting', async () => {
    const variables = { 'conversation.v': text('old'), 'sys.query': segmentOf(5) }
    expect(await run(v1, data('over-write'), variables)).toMatchObject({
      updates: [{ segment: { type: 'integer', value: 5 } }],
    })
  })

  it('appends to a list and clears', async () => {
    const variables = { 'conversation.v': strings('a'), 'sys.query': text('b') }
    expect(await run(v1, data('append'), variables)).toMatchObject({
      updates: [{ segment: strings('a', 'b') }],
    })
    expect(await run(v1, data('clear'), variables)).toMatchObject({
      updates: [{ segment: strings() }],
    })
  })

  it.each<[string, Variables, string]>([
    ['over-write', { 'sys.query': text('x') }, 'assigned variable not found'],
    ['over-write', { 'conversation.v': text('x') }, 'input value not found'],
    [
      'append',
      { 'conversation.v': text('x'), 'sys.query': text('y') },
      'append mode requires an array variable',
    ],
    ['clear', { 'conversation.v': segmentOf(file) }, 'unsupported variable type: file'],
  ])('fails to %s when that is not possible: %j', async (mode, variables, error) => {
    expect(await run(v1, data(mode), variables)).toMatchObject({ type: 'failed', error })
  })

  it('lets text that shows its variable wait for it', () => {
    expect(bind(v1, data('clear')).writes).toEqual([['conversation', 'v']])
  })
})

function item(
  operation: string,
  value: JsonValue,
  input_type = 'constant',
  name = 'v',
): JsonObject {
  return { variable_selector: ['conversation', name], operation, input_type, value }
}

function apply(
  target: Segment,
  operation: string,
  value: JsonValue,
  source?: Segment,
): Promise<NodeOutcome> {
  const items = [source ? item(operation, ['a', 'x'], 'variable') : item(operation, value)]
  const variables = { 'conversation.v': target, ...(source && { 'a.x': source }) }
  return run(v2, { version: '2', items }, variables)
}

const result = (outcome: NodeOutcome): Segment | string | undefined => {
  if (outcome.type === 'failed') return outcome.error
  return outcome.type === 'succeeded' ? outcome.updates?.[0]?.segment : undefined
}

const integer = (value: number): Segment => ({ type: 'integer', value })
const float = (value: number): Segment => ({ type: 'float', value })
const none: Segment = { type: 'none', value: null }

describe('assigner, version 2', () => {
  it.each<[string, Segment, JsonValue, Segment | string]>([
    ['over-write', text('a'), 'b', text('b')],
    ['over-write', text('a'), 1, 'Invalid input value 1'],
    ['over-write', integer(1), 2.5, float(2.5)],
    ['over-write', integer(1), '2', 'Invalid input value 2'],
    ['over-write', segmentOf(true), false, segmentOf(false)],
    ['over-write', segmentOf({ a: 1 }), { b: 2 }, segmentOf({ b: 2 })],
    [
      'over-write',
      strings('a'),
      ['b'],
      'Input type constant is not supported for operation over-write',
    ],
    ['set', text('a'), 'b', text('b')],
    ['set', segmentOf({}), '{"a":1}', segmentOf({ a: 1 })],
    ['set', segmentOf({}), '{"a"', 'Invalid input value {"a"'],
    ['set', segmentOf({}), '[1]', 'Invalid input value [1]'],
    ['set', segmentOf(true), 'yes', 'Invalid input value yes'],
    ['set', strings(), ['b'], 'Operation set is not supported for type array[string]'],
    ['+=', integer(1), 2, integer(3)],
    ['-=', integer(1), 0.5, float(0.5)],
    ['*=', float(2), 3, float(6)],
    ['/=', integer(6), 3, float(2)],
    ['/=', integer(6), 0, 'Invalid input value 0'],
    ['+=', integer(6), '1', 'Invalid input value 1'],
    ['*=', float(1e308), 10, 'Invalid input value 10'],
    ['+=', text('a'), 'b', 'Operation += is not supported for type string'],
    ['append', strings('a'), 'b', 'Input type constant is not supported for operation append'],
    [
      'remove-first',
      strings('a'),
      null,
      'Input type constant is not supported for operation remove-first',
    ],
  ])('%s on %j with the constant %j', async (operation, target, value, expected) => {
    expect(result(await apply(target, operation, value))).toEqual(expected)
  })

  it.each<[string, Segment, Segment, Segment | string | undefined]>([
    ['over-write', text('a'), text('b'), text('b')],
    ['over-write', strings('a'), strings(), strings()],
    ['over-write', strings('a'), segmentOf([]), strings()],
    ['over-write', strings('a'), segmentOf([1]), 'Invalid input value [1]'],
    ['over-write', segmentOf([]), segmentOf([1, 'a']), segmentOf([1, 'a'])],
    [
      'over-write',
      segmentOf(file),
      segmentOf(file),
      expect.stringMatching(/^Invalid input value/) as string,
    ],
    [
      'over-write',
      { type: 'array[file]', value: [] },
      segmentOf([file]),
      expect.stringMatching(/^Invalid/) as string,
    ],
    ['over-write', float(1), float(2), float(2)],
    ['over-write', text('a'), none, undefined],
    ['set', text('a'), text('b'), 'Input type variable is not supported for operation set'],
    ['+=', integer(1), integer(2), 'Input type variable is not supported for operation +='],
    ['append', strings('a'), text('b'), strings('a', 'b')],
    ['append', strings('a'), integer(1), 'Invalid input value 1'],
    ['append', segmentOf([]), segmentOf({ a: 1 }), { type: 'array[any]', value: [{ a: 1 }] }],
    ['append', text('a'), text('b'), 'Operation append is not supported for type string'],
    ['extend', strings('a'), strings('b', 'c'), strings('a', 'b', 'c')],
    ['extend', strings('a'), text('b'), 'Invalid input value b'],
    ['extend', strings('a'), segmentOf(['b', 1]), "Invalid input value ['b', 1]"],
    ['clear', text('a'), text(''), text('')],
    ['clear', integer(3), none, integer(0)],
    ['clear', segmentOf({ a: 1 }), none, segmentOf({})],
    ['clear', segmentOf(file), none, 'unsupported variable type: file'],
    ['remove-first', strings('a', 'b'), none, strings('b')],
    ['remove-last', strings('a', 'b'), none, strings('a')],
    ['remove-last', strings(), none, strings()],
  ])('%s on %j with the variable %j', async (operation, target, source, expected) => {
    expect(result(await apply(target, operation, null, source))).toEqual(expected)
  })

  it('lets later items see earlier ones, and tells one update per variable (H39)', async () => {
    const items = [
      item('append', ['a', 'x'], 'variable', 'list'),
      item('append', ['a', 'x'], 'variable', 'list'),
      item('over-write', ['conversation', 'list'], 'variable', 'copy'),
    ]
    const outcome = await run(
      v2,
      { items },
      {
        'a.x': text('a'),
        'conversation.list': strings(),
        'conversation.copy': strings('old'),
      },
    )
    expect(outcome).toMatchObject({
      type: 'succeeded',
      outputs: {},
      inputs: { items },
      updates: [
        { selector: ['conversation', 'list'], segment: strings('a', 'a') },
        { selector: ['conversation', 'copy'], segment: strings('a', 'a') },
      ],
      processData: {
        list: ['a', 'a'],
        copy: ['a', 'a'],
        __updated_variables: [{ name: 'list' }, { name: 'copy' }],
      },
    })
  })

  it('applies nothing when one item is not possible (H39)', async () => {
    const items = [item('set', 'new'), item('set', 'x', 'constant', 'gone')]
    const outcome = await run(v2, { items }, { 'conversation.v': text('old') })
    expect(outcome).toMatchObject({
      type: 'failed',
      error: "Variable ['conversation', 'gone'] not found",
      errorType: 'VariableNotFoundError',
    })
    expect(outcome).not.toHaveProperty('updates')
  })

  it.each(['sys', 'env'])('does not write to %s', async (namespace) => {
    const items = [{ ...item('set', 'x'), variable_selector: [namespace, 'v'] }]
    const outcome = await run(v2, { items }, { [`${namespace}.v`]: text('old') })
    expect(outcome).toMatchObject({
      type: 'failed',
      error: `Variable ['${namespace}', 'v'] is read-only`,
    })
  })

  it('fails on a source that is missing', async () => {
    const items = [item('over-write', ['a', 'gone'], 'variable')]
    expect(await run(v2, { items }, { 'conversation.v': text('old') })).toMatchObject({
      error: "Variable ['a', 'gone'] not found",
    })
  })

  it('lets text that shows its variables wait for it', () => {
    const items = [item('set', 'x'), item('set', 'x', 'constant', 'w')]
    expect(bind(v2, { items }).writes).toEqual([
      ['conversation', 'v'],
      ['conversation', 'w'],
    ])
  })

  it('names the field it cannot read', () => {
    expect(() => bind(v2, { items: [item('swap', 1)] })).toThrow(
      /^Node n: items\[0\]\.operation must be one of over-write, /,
    )
    expect(() => bind(v2, { items: [item('append', 'x', 'variable')] })).toThrow(
      'Node n: items[0].value must be a list of at least two texts, got "x".',
    )
    const deep = { ...item('set', 1), variable_selector: ['conversation', 'v', 'key'] }
    expect(() => bind(v2, { items: [deep] })).toThrow(
      'Node n: items[0].variable_selector must name a variable as node id and name.',
    )
  })

  it('keeps the variable name __proto__ an ordinary one (T-H3)', async () => {
    const items = [item('set', 'x', 'constant', '__proto__')]
    const outcome = await run(v2, { items }, { 'conversation.__proto__': text('old') })
    expect(outcome).toMatchObject({ updates: [{ segment: text('x') }] })
    expect(Object.getPrototypeOf({})).toBe(Object.prototype)
  })
})
