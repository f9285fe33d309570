import { VariablePool, type Segment } from '@weft/domain/workflow'
import { anySegment } from '@weft/domain/workflow/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const text = (value: string): Segment => ({ type: 'string', value })

describe('VariablePool', () => {
  it('H71 descends into maps and files, and has no index for lists', () => {
    const pool = VariablePool.empty()
    const file = { dify_model_identity: '__dify__file__', type: 'image', filename: 'a.png' }
    pool.setOutputs(
      'n',
      { map: { a: { b: 1, none: null }, list: [1] }, file, files: [file] },
      undefined,
    )
    expect(pool.get(['n', 'map', 'a', 'b'])).toEqual({ type: 'integer', value: 1 })
    expect(pool.get(['n', 'map', 'a', 'none'])).toEqual({ type: 'none', value: null })
    expect(pool.get(['n', 'map', 'list', '0'])).toBeUndefined()
    expect(pool.get(['n', 'map', 'missing'])).toBeUndefined()
    expect(pool.get(['n', 'map', 'toString'])).toBeUndefined()
    expect(pool.get(['n', 'file', 'name'])).toEqual(text('a.png'))
    expect(pool.get(['n', 'file', 'nothing'])).toBeUndefined()
    expect(pool.get(['n'])).toBeUndefined()
    expect(pool.get(['x', 'map'])).toBeUndefined()
  })

  it('types outputs as declared, and as they are where the declaration is wrong', () => {
    const pool = VariablePool.empty()
    pool.setOutputs('n', { a: 3, b: [], c: 'x' }, { a: 'float', b: 'array[string]', c: 'object' })
    expect(pool.get(['n', 'a'])?.type).toBe('float')
    expect(pool.get(['n', 'b'])?.type).toBe('array[string]')
    expect(pool.get(['n', 'c'])?.type).toBe('string')
  })

  it('refuses to set anything but a variable of a node', () => {
    expect(() => {
      VariablePool.empty().set(['a', 'b', 'c'], text('x'))
    }).toThrow('Invalid selector: expected 2 elements (node_id, variable_name), got 3 elements')
  })

  it('lets a scope read through, also what is written later, and keep its own writes', () => {
    const around = VariablePool.empty()
    const inside = around.scope()
    around.set(['n', 'a'], text('around'))
    expect(inside.get(['n', 'a'])).toEqual(text('around'))
    inside.set(['n', 'a'], text('inside'))
    expect(inside.get(['n', 'a'])).toEqual(text('inside'))
    expect(around.get(['n', 'a'])).toEqual(text('around'))
  })

  it('forks into a snapshot: any pool knows exactly what was written to it and to its past', () => {
    const anyStep = fc.oneof(
      fc.record({
        type: fc.constant('set' as const),
        pool: fc.nat(),
        node: fc.constantFrom('a', 'b', 'c'),
        name: fc.constantFrom('x', 'y'),
        segment: anySegment(),
      }),
      fc.record({ type: fc.constant('fork' as const), pool: fc.nat() }),
    )
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
        const pools = [{ pool: VariablePool.empty(), model: new Map<string, Segment>() }]
        for (const step of steps) {
          const { pool, model } = pools[step.pool % pools.length]!
          if (step.type === 'fork') pools.push({ pool: pool.fork(), model: new Map(model) })
          else {
            pool.set([step.node, step.name], step.segment)
            model.set(`${step.node}.${step.name}`, step.segment)
          }
        }
        for (const { pool, model } of pools)
          for (const node of ['a', 'b', 'c'])
            for (const name of ['x', 'y'])
              expect(pool.get([node, name])).toBe(model.get(`${node}.${name}`))
      }),
    )
  })
})
