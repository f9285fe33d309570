import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import {
  createFileValue,
  type FileProperties,
  type FileValue,
  type NodeOutcome,
  type Segment,
} from '@weft/domain/workflow'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bind, kindOf, run, segmentOf, text, type Variables } from './node-harness.js'

const kind = kindOf('list-operator')
const on = (list: Segment, data: JsonObject, more: Variables = {}): Promise<NodeOutcome> =>
  run(kind, { variable: ['a', 'list'], ...data }, { 'a.list': list, ...more })

const filter = (comparison_operator: string, value: JsonValue, key = ''): JsonObject => ({
  filter_by: { enabled: true, conditions: [{ key, comparison_operator, value }] },
})
const order = (value: string, key = ''): JsonObject => ({
  order_by: { enabled: true, key, value },
})
const limit = (size: number): JsonObject => ({ limit: { enabled: true, size } })
const extract = (serial: JsonValue): JsonObject => ({ extract_by: { enabled: true, serial } })

const resultOf = async (outcome: Promise<NodeOutcome>): Promise<JsonValue | undefined> => {
  const ended = await outcome
  expect(ended).toMatchObject({ type: 'succeeded' })
  return ended.type === 'succeeded' ? ended.outputs['result'] : undefined
}

const file = (filename: string, more: Partial<FileProperties> = {}): FileValue =>
  createFileValue({
    type: 'document',
    transferMethod: 'remote_url',
    remoteUrl: `https://example.org/${filename}`,
    filename,
    extension: `.${filename.split('.').at(-1)}`,
    mimeType: 'text/plain',
    size: filename.length,
    ...more,
  })
const png = file('cat.png', { type: 'image', mimeType: 'image/png', size: 300 })
const pdf = file('b.pdf', { mimeType: 'application/pdf', size: 200 })
const txt = file('a.txt', { transferMethod: 'local_file', reference: 'r1', size: 100 })
const files = segmentOf([png, pdf, txt])
const names = async (outcome: Promise<NodeOutcome>): Promise<readonly unknown[]> => {
  const result = await resultOf(outcome)
  return Array.isArray(result) ? result.map((each: JsonObject) => each['filename']) : []
}

describe('list-operator', () => {
  it.each<[string, string, string[]]>([
    ['contains', 'an', ['banana', 'mango']],
    ['not contains', 'an', ['', 'fig']],
    ['start with', 'ma', ['mango']],
    ['end with', 'go', ['mango']],
    ['is', 'fig', ['fig']],
    ['is not', 'fig', ['banana', 'mango', '']],
    ['in', 'a fig or a mango', ['mango', '', 'fig']],
    ['not in', 'a fig or a mango', ['banana']],
    ['empty', '', ['']],
    ['not empty', '', ['banana', 'mango', 'fig']],
  ])('filters texts by `%s` (H79)', async (operator, value, expected) => {
    const list = segmentOf(['banana', 'mango', '', 'fig'])
    expect(await resultOf(on(list, filter(operator, value)))).toEqual(expected)
  })

  it.each<[string, number[]]>([
    ['=', [2]],
    ['≠', [1, 2.5, 3]],
    ['<', [1]],
    ['>', [2.5, 3]],
    ['≤', [1, 2]],
    ['≥', [2, 2.5, 3]],
  ])('filters numbers by `%s` 2 (H79)', async (operator, expected) => {
    const list = segmentOf([1, 2, 2.5, 3])
    expect(await resultOf(on(list, filter(operator, '2')))).toEqual(expected)
    expect(await resultOf(on(list, filter(operator, ' 2.0 ')))).toEqual(expected)
  })

  it('filters truth values by `is` and `is not`', async () => {
    const list = segmentOf([true, false, true])
    expect(await resultOf(on(list, filter('is', true)))).toEqual([true, true])
    expect(await resultOf(on(list, filter('is not', true)))).toEqual([false])
    expect(await on(list, filter('is', 'true'))).toMatchObject({
      type: 'failed',
      error: 'Invalid filter value: true',
    })
  })

  it.each<[string, string, JsonValue, string[]]>([
    ['name', 'contains', 'a', ['cat.png', 'a.txt']],
    ['extension', 'is', '.pdf', ['b.pdf']],
    ['mime_type', 'start with', 'image/', ['cat.png']],
    ['url', 'end with', 'b.pdf', ['b.pdf']],
    ['related_id', 'is', 'r1', ['a.txt']],
    ['type', 'in', ['image', 'audio'], ['cat.png']],
    ['type', 'not in', ['image'], ['b.pdf', 'a.txt']],
    ['transfer_method', 'in', ['local_file'], ['a.txt']],
    ['size', '<', '200', ['a.txt']],
    ['size', '≥', '200', ['cat.png', 'b.pdf']],
  ])('filters files by %s `%s` %j (H79)', async (key, operator, value, expected) => {
    expect(await names(on(files, filter(operator, value, key)))).toEqual(expected)
  })

  it('keeps what meets every condition, one after another', async () => {
    const conditions = [
      { key: 'type', comparison_operator: 'in', value: ['document'] },
      { key: 'size', comparison_operator: '>', value: '150' },
    ]
    expect(await names(on(files, { filter_by: { enabled: true, conditions } }))).toEqual(['b.pdf'])
  })

  it('renders the value it compares with', async () => {
    const list = segmentOf(['x', 'y'])
    const data = filter('is', '{{#a.which#}}')
    expect(await resultOf(on(list, data, { 'a.which': text('y') }))).toEqual(['y'])
  })

  it.each<[string, JsonObject, Segment, string]>([
    ['operator of texts', filter('~', 'x'), segmentOf(['x']), 'Invalid condition: ~'],
    ['operator of numbers', filter('is', '1'), segmentOf([1]), 'Invalid condition: is'],
    [
      'operator from a prototype',
      filter('constructor', 'x'),
      segmentOf(['x']),
      'Invalid condition: constructor',
    ],
    ['operator of files', filter('is', ['image'], 'type'), files, 'Invalid condition: is'],
    ['key', filter('is', 'x', 'colour'), files, 'Invalid key: colour'],
    [
      'key with a value that does not fit it',
      filter('in', ['x'], 'name'),
      files,
      'Invalid key: name',
    ],
    ['value for texts', filter('in', ['x']), segmentOf(['x']), "Invalid filter value: ['x']"],
    ['number', filter('=', 'abc'), segmentOf([1]), "could not convert string to float: 'abc'"],
    ['order key', order('asc', 'colour'), files, 'Invalid order key: colour'],
    ['order without a key', order('asc'), files, 'Invalid order key: '],
  ])('refuses an unknown %s', async (_, data, list, error) => {
    expect(await on(list, data)).toMatchObject({ type: 'failed', error })
  })

  it('takes one element by its place, counted from 1', async () => {
    const list = segmentOf(['a', 'b', 'c'])
    expect(await resultOf(on(list, extract('2')))).toEqual(['b'])
    expect(await resultOf(on(list, extract(3)))).toEqual(['c'])
    const variables = { 'a.n': segmentOf(1) }
    expect(await resultOf(on(list, extract('{{#a.n#}}'), variables))).toEqual(['a'])
  })

  it('refuses a place outside the list', async () => {
    const list = segmentOf(['a', 'b'])
    expect(await on(list, extract('0'))).toMatchObject({
      error: 'Invalid serial index: must be >= 1, got 0',
      errorType: 'WorkflowNodeError',
    })
    expect(await on(list, extract('-1'))).toMatchObject({
      error: 'Invalid serial index: must be >= 1, got -1',
    })
    expect(await on(list, extract('3'))).toMatchObject({
      error: 'Invalid serial index: must be <= 2, got 3',
    })
    expect(await on(list, extract('{{#a.gone#}}'))).toMatchObject({
      error: "invalid literal for int() with base 10: ''",
    })
  })

  it('orders texts, numbers and truth values', async () => {
    expect(await resultOf(on(segmentOf(['b', 'a', 'B', '😀', '\uff5e']), order('asc')))).toEqual([
      'B',
      'a',
      'b',
      '\uff5e',
      '😀',
    ])
    expect(await resultOf(on(segmentOf([10, 9, 2.5]), order('asc')))).toEqual([2.5, 9, 10])
    expect(await resultOf(on(segmentOf([10, 9, 2.5]), order('desc')))).toEqual([10, 9, 2.5])
    expect(await resultOf(on(segmentOf([true, false]), order('asc')))).toEqual([false, true])
    expect(await resultOf(on(segmentOf(['ab', 'a']), order('asc')))).toEqual(['a', 'ab'])
  })

  it('orders files by an attribute, equal ones as they came', async () => {
    expect(await names(on(files, order('asc', 'name')))).toEqual(['a.txt', 'b.pdf', 'cat.png'])
    expect(await names(on(files, order('asc', 'size')))).toEqual(['a.txt', 'b.pdf', 'cat.png'])
    expect(await names(on(files, order('desc', 'type')))).toEqual(['cat.png', 'b.pdf', 'a.txt'])
    expect(await names(on(files, order('asc', 'type')))).toEqual(['b.pdf', 'a.txt', 'cat.png'])
  })

  it('keeps the first elements; a negative size drops the last ones', async () => {
    const list = segmentOf([1, 2, 3])
    expect(await resultOf(on(list, limit(2)))).toEqual([1, 2])
    expect(await resultOf(on(list, limit(10)))).toEqual([1, 2, 3])
    expect(await resultOf(on(list, limit(-1)))).toEqual([1, 2])
    expect(await resultOf(on(list, limit(0)))).toEqual([])
    expect(await resultOf(on(list, { limit: { enabled: true } }))).toEqual([1, 2])
  })

  it('filters, then extracts, then orders, then limits (H79)', async () => {
    const list = segmentOf([5, 1, 4, 2])
    const steps = { ...filter('>', '1'), ...order('asc'), ...limit(2) }
    expect(await resultOf(on(list, steps))).toEqual([2, 4])
    // The second of [5, 4, 2] as they came, and not of [2, 4, 5].
    expect(await resultOf(on(list, { ...steps, ...extract('2') }))).toEqual([4])
  })

  it('does nothing that is not switched on', async () => {
    const data = {
      filter_by: { ...(filter('is', 'z')['filter_by'] as JsonObject), enabled: false },
      extract_by: { enabled: false, serial: '9' },
      order_by: { enabled: false, key: '', value: 'asc' },
      limit: { enabled: false, size: 1 },
      var_type: 'array[string]',
      item_var_type: 'string',
    }
    expect(await on(segmentOf(['b', 'a']), data)).toEqual({
      type: 'succeeded',
      inputs: { variable: ['b', 'a'] },
      processData: { variable: ['b', 'a'] },
      outputs: { result: ['b', 'a'], first_record: 'b', last_record: 'a' },
      outputTypes: { result: 'array[string]' },
    })
    expect(await resultOf(on(segmentOf(['b']), { filter_by: null, limit: null }))).toEqual(['b'])
  })

  it('gives an empty result with nulls for an empty list or nothing (H79)', async () => {
    const empty = { result: [], first_record: null, last_record: null }
    expect(await on({ type: 'array[file]', value: [] }, order('asc', 'colour'))).toMatchObject({
      type: 'succeeded',
      outputs: empty,
      outputTypes: { result: 'array[file]' },
    })
    expect(await on({ type: 'none', value: null }, {})).toMatchObject({
      outputs: empty,
      outputTypes: { result: 'array[any]' },
    })
    expect(await on(segmentOf([1]), filter('>', '5'))).toMatchObject({
      outputs: empty,
      outputTypes: { result: 'array[number]' },
    })
  })

  it('wants a list of texts, numbers, truth values or files', async () => {
    expect(await run(kind, { variable: ['a', 'gone'] })).toMatchObject({
      type: 'failed',
      error: "Variable not found for selector: ['a', 'gone']",
      errorType: 'ListOperatorError',
    })
    expect(await on(text('x'), {})).toMatchObject({
      error: "Variable ['a', 'list'] is not an array type, actual type: string",
    })
    expect(await on(segmentOf([{ a: 1 }]), {})).toMatchObject({ type: 'failed' })
    expect(() => bind(kind, {})).toThrow('Node n: variable must select a variable.')
  })

  it('shows no secret in a complaint (T-G2)', async () => {
    const variables: Variables = { 'env.key': { type: 'secret', value: 'sk-0123456789abcdef' } }
    const outcomes = [
      await on(segmentOf([1]), filter('=', '{{#env.key#}}'), variables),
      await on(segmentOf([1]), extract('{{#env.key#}}'), variables),
    ]
    for (const outcome of outcomes) {
      expect(outcome.type).toBe('failed')
      expect(JSON.stringify(outcome)).not.toContain('0123456789abcdef')
    }
  })

  it('loses and invents nothing: filtering by an operator and its opposite splits the list', async () => {
    const pairs = fc.constantFrom(
      ['contains', 'not contains'],
      ['is', 'is not'],
      ['in', 'not in'],
      ['empty', 'not empty'],
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ maxLength: 3 }), { minLength: 1 }),
        fc.string({ maxLength: 3 }),
        pairs,
        async (items, value, [operator, opposite]) => {
          const list: Segment = { type: 'array[string]', value: items }
          const some = await resultOf(on(list, filter(operator, value)))
          const rest = await resultOf(on(list, filter(opposite, value)))
          expect([...(some as string[]), ...(rest as string[])].sort()).toEqual([...items].sort())
        },
      ),
      { numRuns: 100 },
    )
  })
})
