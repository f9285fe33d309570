import type { JsonValue } from '@weft/domain/kernel'
import { createCodeSandbox } from '@weft/sandbox'
import { afterAll, describe, expect, it } from 'vitest'

import { requestOf } from './requests.js'

const sandbox = createCodeSandbox({ timeoutMs: 5_000 })
afterAll(() => sandbox.close())

/** Code that returns the value of an expression, by language. */
const RETURNING = {
  python3: (expression: string) =>
    `import datetime, decimal, uuid, enum, fractions\ndef main(**inputs):\n    return {"value": ${expression}}`,
  javascript: (expression: string) => `function main(inputs) { return { value: ${expression} } }`,
  typescript: (expression: string) =>
    `function main(inputs: any): object { return { value: ${expression} } }`,
} as const
type TableLanguage = keyof typeof RETURNING

const run = (language: TableLanguage, expression: string, value: JsonValue = null) =>
  sandbox.run(requestOf(language, RETURNING[language](expression), { value }), {
    signal: new AbortController().signal,
  })

/** What comes back for each value; an error is written as the class of the exception. */
const failure = (type: string) => ({ failure: type })

const PYTHON: readonly (readonly [string, unknown])[] = [
  ['"日本 🌍 e\\u0301 \\u0000 \\ud800"', '日本 🌍 e\u0301 \u0000 \ud800'],
  ['2 ** 53 - 1', 2 ** 53 - 1],
  ['2 ** 53 + 1', 2 ** 53],
  ['-(10 ** 30)', -1e30],
  ['10 ** 400', failure('ValueError')],
  ['0.1 + 0.2', 0.30000000000000004],
  ['5e-324', 5e-324],
  ['-0.0', -0],
  ['1.0', 1],
  ['None', null],
  ['True', true],
  ['float("nan")', null],
  ['[float("inf"), {"x": -float("inf")}]', [null, { x: null }]],
  ['datetime.datetime(2024, 1, 1)', failure('TypeError')],
  ['datetime.date(2024, 1, 1).isoformat()', '2024-01-01'],
  ['datetime.timedelta(1)', failure('TypeError')],
  ['b"bytes"', failure('TypeError')],
  ['bytearray(2)', failure('TypeError')],
  ['__import__("base64").b64encode(b"\\xff").decode()', '/w=='],
  ['decimal.Decimal("0.1")', failure('TypeError')],
  ['fractions.Fraction(1, 3)', failure('TypeError')],
  ['uuid.UUID(int=0)', failure('TypeError')],
  ['str(uuid.UUID(int=0))', '00000000-0000-0000-0000-000000000000'],
  ['1 + 2j', failure('TypeError')],
  ['{1, 2}', failure('TypeError')],
  ['(1, (2,))', [1, [2]]],
  ['range(3)', failure('TypeError')],
  ['{1: "a", None: "b", True: "c", 2.5: "d"}', { 1: 'c', null: 'b', 2.5: 'd' }],
  ['{(1,): 2}', failure('TypeError')],
  ['enum.IntEnum("E", "A").A', 1],
]

const JAVASCRIPT: readonly (readonly [string, unknown])[] = [
  ['"日本 🌍 e\\u0301 \\u0000 \\ud800"', '日本 🌍 e\u0301 \u0000 \ud800'],
  ['2 ** 53 - 1', 2 ** 53 - 1],
  ['2 ** 53 + 1', 2 ** 53],
  ['10n', failure('TypeError')],
  ['String(2n ** 64n)', '18446744073709551616'],
  ['0.1 + 0.2', 0.30000000000000004],
  ['5e-324', 5e-324],
  ['-0', 0],
  ['null', null],
  ['undefined', undefined],
  ['[undefined, () => 1, Symbol("x")]', [null, null, null]],
  ['NaN', null],
  ['[Infinity, { x: -Infinity }]', [null, { x: null }]],
  ['new Date(0)', '1970-01-01T00:00:00.000Z'],
  ['new Date(NaN)', null],
  ['new Uint8Array([1, 255])', { 0: 1, 1: 255 }],
  ['new ArrayBuffer(2)', {}],
  ['Array.from(new Uint8Array([1, 255]))', [1, 255]],
  ['new Map([[1, 2]])', {}],
  ['Object.fromEntries(new Map([["a", 2]]))', { a: 2 }],
  ['new Set([1])', {}],
  ['/x/', {}],
  ['new Error("x")', {}],
  ['{ toJSON: () => [1] }', [1]],
]

const present = (outcome: Awaited<ReturnType<typeof run>>): unknown => {
  if (outcome.type === 'failed') return failure(outcome.error.type)
  return outcome.type === 'completed' ? (outcome.output as { value?: unknown }).value : outcome.type
}

describe('values of Python', () => {
  it.each(PYTHON)('%s', async (expression, expected) => {
    expect(present(await run('python3', expression))).toEqual(expected)
  })
})

describe.each(['javascript', 'typescript'] as const)('values of %s', (language) => {
  it.each(JAVASCRIPT)('%s', async (expression, expected) => {
    expect(present(await run(language, expression))).toEqual(expected)
  })
})

describe('values that go in', () => {
  const values: readonly JsonValue[] = [
    ...['', '日本 🌍', '\u0000\ud800'],
    ...[0, -1, 0.1, 2 ** 53, 1e300, 5e-324],
    ...[true, false, null, [], {}, [[1, [2]]], { a: { b: null } }],
  ]
  it.each(['python3', 'javascript', 'typescript'] as const)(
    'come back from %s',
    async (language) => {
      const given = language === 'python3' ? 'inputs["value"]' : 'inputs.value'
      expect(present(await run(language, given, values))).toEqual(values)
    },
  )

  it.each([
    [
      'python3',
      '[type(v).__name__ for v in inputs["value"]]',
      ['int', 'float', 'float', 'bool', 'NoneType', 'str', 'list', 'dict'],
    ],
    [
      'javascript',
      'inputs.value.map((v) => typeof v)',
      ['number', 'number', 'number', 'boolean', 'object', 'string', 'object', 'object'],
    ],
  ] as const)('have the types %s has for them', async (language, expression, expected) => {
    expect(
      present(await run(language, expression, [1, 1.5, 1e300, true, null, '', [], {}])),
    ).toEqual(expected)
  })
})
