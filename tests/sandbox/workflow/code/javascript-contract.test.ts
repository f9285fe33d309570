import type { JsonObject } from '@weft/domain/kernel'
import { createCodeSandbox } from '@weft/sandbox'
import { afterAll, describe, expect, it } from 'vitest'

import { requestOf } from './requests.js'

const sandbox = createCodeSandbox({ timeoutMs: 5_000 })
afterAll(() => sandbox.close())

const run = (code: string, inputs: JsonObject = {}) =>
  sandbox.run(requestOf('javascript', code, inputs), { signal: new AbortController().signal })
const output = async (code: string, inputs: JsonObject = {}) => {
  const outcome = await run(code, inputs)
  expect(outcome).toMatchObject({ type: 'completed' })
  return outcome.type === 'completed' ? outcome.output : undefined
}

describe('JavaScript code', () => {
  it.each([
    'function main({ a }) { return { b: a } }',
    'const main = ({ a }) => ({ b: a })',
    'var main = function ({ a }) { return { b: a } }',
    'async function main({ a }) { return { b: a } }',
    'const main = async ({ a }) => { await Promise.resolve(); return { b: await a } }',
    'function main({ a }) { return new Promise((resolve) => Promise.resolve().then(() => resolve({ b: a }))) }',
  ])('takes main in the form %s', async (code) => {
    expect(await output(code, { a: 7 })).toEqual({ b: 7 })
  })

  it('writes results as JSON.stringify does', async () => {
    const code = `
function main() {
  return {
    date: new Date(0), map: new Map([[1, 2]]), regexp: /x/, lost: undefined, fn() {}, symbol: Symbol('x'),
    list: [undefined, () => 1, NaN], minusZero: -0, custom: { toJSON: () => 'own' }, text: '\\ud800',
  }
}`
    expect(await output(code)).toEqual({
      date: '1970-01-01T00:00:00.000Z',
      map: {},
      regexp: {},
      list: [null, null, null],
      minusZero: 0,
      custom: 'own',
      text: '\ud800',
    })
  })

  it('knows the language of today', async () => {
    const code = `
class Counter { #n = 0; static { this.ready = true } next() { return ++this.#n } }
function main() {
  const grouped = Object.groupBy([1, 2, 3], (n) => (n % 2 ? 'odd' : 'even'))
  return { n: new Counter().next(), at: [1, 2].at(-1), big: String(2n ** 64n), grouped, sorted: [2, 1].toSorted(),
    text: 'a-b'.replaceAll('-', '+'), set: [...new Set([1]).union(new Set([2]))], named: 'x1'.match(/(?<d>\\d)/).groups.d }
}`
    expect(await output(code)).toMatchObject({
      n: 1,
      at: 2,
      big: '18446744073709551616',
      text: 'a+b',
    })
  })

  it('prints values on one line', async () => {
    const outcome = await run(
      'function main() { console.log("a", 1, { b: [null] }, undefined, new TypeError("no")); console.info(); return {} }',
    )
    expect(outcome).toMatchObject({ stdout: 'a 1 {"b":[null]} undefined TypeError: no\n\n' })
  })

  it('reports what an async main throws', async () => {
    const outcome = await run(
      'async function main() {\n  await null\n  throw new RangeError("late")\n}',
    )
    expect(outcome).toMatchObject({
      type: 'failed',
      error: { type: 'RangeError', message: 'late', line: 3 },
    })
  })

  it('reports a promise that nothing will settle', async () => {
    const outcome = await run('function main() { return new Promise(() => {}) }')
    expect(outcome).toMatchObject({ type: 'failed' })
    expect(outcome.type === 'failed' && outcome.error.message).toContain('never settled')
  })

  it.each([
    ['throw "text"', 'Error', 'text'],
    ['throw 42', 'Error', '42'],
    ['throw null', 'Error', 'null'],
    ['throw undefined', 'Error', 'undefined'],
    ['throw { name: "Mine", message: "own" }', 'Mine', 'own'],
  ])('reports %s', async (statement, type, message) => {
    const outcome = await run(`function main() { ${statement} }`)
    expect(outcome).toMatchObject({ type: 'failed', error: { type, message } })
  })
})
