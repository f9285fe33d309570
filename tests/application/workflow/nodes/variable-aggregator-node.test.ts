import { describe, expect, it } from 'vitest'
import { bind, kindOf, run, segmentOf, text } from './node-harness.js'

describe.each(['variable-aggregator', 'variable-assigner'])('%s', (type) => {
  const kind = kindOf(type)
  const variables = [
    ['a', 'x'],
    ['b', 'x'],
  ]

  it('gives on the variable of the branch that ran (H19)', async () => {
    expect(await run(kind, { output_type: 'string', variables }, { 'b.x': text('B') })).toEqual({
      type: 'succeeded',
      inputs: { x: 'B' },
      outputs: { output: 'B' },
      outputTypes: {},
    })
  })

  it('takes the first in the order of the list when several are there (H20)', async () => {
    const outcome = await run(kind, { variables }, { 'b.x': text('B'), 'a.x': text('A') })
    expect(outcome).toMatchObject({ outputs: { output: 'A' } })
  })

  it('counts a variable that is null, and keeps types JSON does not tell', async () => {
    const none = { type: 'none', value: null } as const
    const float = { type: 'float', value: 2 } as const
    expect(await run(kind, { variables }, { 'a.x': none, 'b.x': text('B') })).toMatchObject({
      outputs: { output: null },
    })
    expect(await run(kind, { variables }, { 'a.x': float })).toMatchObject({
      outputTypes: { output: 'float' },
    })
  })

  it('succeeds without an output when nothing is there (H22)', async () => {
    expect(await run(kind, { variables })).toEqual({ type: 'succeeded', inputs: {}, outputs: {} })
  })

  it('gives one output per group that has something (H21)', async () => {
    const advanced_settings = {
      group_enabled: true,
      groups: [
        { group_name: 'Group1', output_type: 'string', variables: [['a', 'x', 'deep']] },
        { group_name: 'Group2', output_type: 'string', variables },
      ],
    }
    const outcome = await run(
      kind,
      { output_type: 'any', variables: [], advanced_settings },
      { 'a.x': segmentOf({ deep: 1 }) },
    )
    expect(outcome).toEqual({
      type: 'succeeded',
      inputs: { 'x.deep': 1, x: { deep: 1 } },
      outputs: { Group1: { output: 1 }, Group2: { output: { deep: 1 } } },
    })
    const none = await run(kind, { variables: [], advanced_settings }, { 'b.x': text('B') })
    expect(none).toMatchObject({ outputs: { Group2: { output: 'B' } } })
  })

  it('ignores groups that are switched off', async () => {
    const advanced_settings = { group_enabled: false, groups: [{ broken: true }] }
    const outcome = await run(kind, { variables, advanced_settings }, { 'a.x': text('A') })
    expect(outcome).toMatchObject({ outputs: { output: 'A' } })
  })

  it('keeps the group name __proto__ an ordinary output (T-H3)', async () => {
    const groups = [{ group_name: '__proto__', output_type: 'any', variables }]
    const advanced_settings = { group_enabled: true, groups }
    const outcome = await run(kind, { variables: [], advanced_settings }, { 'a.x': text('A') })
    expect(JSON.stringify(outcome)).toContain('"outputs":{"__proto__":{"output":"A"}}')
    expect(({} as { output?: string }).output).toBeUndefined()
  })

  it('names the field it cannot read', () => {
    expect(() => bind(kind, { variables: [['a']] })).toThrow(/^Node n: variables must hold lists/)
  })
})
