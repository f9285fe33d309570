import { describe, expect, it } from 'vitest'
import { bind, kindOf, run, segmentOf, text } from './node-harness.js'

const kind = kindOf('if-else')

const when = (case_id: string, value: string) => ({
  case_id,
  logical_operator: 'and',
  conditions: [{ variable_selector: ['a', 'x'], comparison_operator: 'is', value }],
})

describe('if-else', () => {
  const cases = [when('true', 'one'), when('second', 'two'), when('third', 'two')]

  it('takes the handle of the first case that holds', async () => {
    expect(await run(kind, { cases }, { 'a.x': text('two') })).toEqual({
      type: 'succeeded',
      handle: 'second',
      outputs: { result: true, selected_case_id: 'second' },
      inputs: {
        conditions: [{ actual_value: 'two', expected_value: 'two', comparison_operator: 'is' }],
      },
      processData: {
        condition_results: [
          { group: cases[0], results: [false], final_result: false },
          { group: cases[1], results: [true], final_result: true },
        ],
      },
    })
  })

  it('takes the handle false when none holds', async () => {
    const outcome = await run(kind, { cases }, { 'a.x': text('three') })
    expect(outcome).toMatchObject({
      handle: 'false',
      outputs: { result: false, selected_case_id: 'false' },
    })
  })

  it('without any case always takes false', async () => {
    expect(await run(kind, { cases: [] })).toMatchObject({ handle: 'false' })
  })

  it('reads conditions at the top as the case true (H4)', async () => {
    const { conditions } = when('', 'one')
    const data = { logical_operator: 'or', conditions }
    const outcome = await run(kind, data, { 'a.x': text('one') })
    expect(outcome).toMatchObject({
      handle: 'true',
      processData: { condition_results: [{ group: 'default' }] },
    })
    expect(await run(kind, data, { 'a.x': text('two') })).toMatchObject({ handle: 'false' })
  })

  it('does not look at conditions at the top when there are cases', async () => {
    const data = { cases: [when('true', 'one')], conditions: [{ broken: true }] }
    expect(await run(kind, data, { 'a.x': text('one') })).toMatchObject({ handle: 'true' })
  })

  it('fails on a missing variable and on values that cannot be compared', async () => {
    expect(await run(kind, { cases })).toMatchObject({
      type: 'failed',
      error: "Variable ['a', 'x'] not found",
    })
    expect(await run(kind, { cases }, { 'a.x': segmentOf(1) })).toMatchObject({
      type: 'failed',
      error: 'Invalid actual value type: string or boolean',
    })
  })

  it('masks secrets in the record', async () => {
    const data = { cases: [when('true', '{{#env.KEY#}}')] }
    const secret = { type: 'secret', value: 'sk-abcdefghijklmnop' } as const
    const outcome = await run(kind, data, { 'a.x': secret, 'env.KEY': secret })
    expect(outcome).toMatchObject({ handle: 'true' })
    expect(JSON.stringify(outcome)).not.toContain('sk-abcdefghijklmnop')
  })

  it('names the field it cannot read', () => {
    expect(() => bind(kind, { cases: [{ conditions: [] }] })).toThrow(
      'Node n: cases[0].case_id must be text and is missing.',
    )
  })
})
