import { threadOf } from '@weft/domain/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const NIL = '00000000-0000-0000-0000-000000000000'
const row = (id: string, parentId: string | undefined, answer = 'A', answerTokens = 1) => ({
  id,
  parentId,
  answer,
  answerTokens,
})
const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id)

describe('threadOf', () => {
  it.each([undefined, '', NIL])(
    'G 47: leaves out an answer that was asked for again, where the first has the parent %j',
    (parent) => {
      const rows = [row('m3', 'm1'), row('m2', 'm1'), row('m1', parent)]
      expect(ids(threadOf(rows))).toEqual(['m1', 'm3'])
    },
  )

  it('G 48: leaves out the message that is being answered', () => {
    const rows = [row('m2', 'm1', '', 0), row('m1', NIL)]
    expect(ids(threadOf(rows))).toEqual(['m1'])
    expect(ids(threadOf([row('m2', 'm1', '', 3), row('m1', NIL)]))).toEqual(['m1', 'm2'])
    expect(ids(threadOf([row('m2', 'm1'), row('m1', NIL, '', 0)]))).toEqual(['m1', 'm2'])
  })

  it('ends at a round without a parent, whatever is older', () => {
    expect(ids(threadOf([row('m3', 'm2'), row('m2', undefined), row('m1', NIL)]))).toEqual([
      'm2',
      'm3',
    ])
  })

  it('is every round where nothing was asked for again', () => {
    const anyCount = fc.integer({ min: 0, max: 50 })
    fc.assert(
      fc.property(anyCount, fc.boolean(), (count, namesParents) => {
        const oldestFirst = Array.from({ length: count }, (_, index) =>
          row(`m${index}`, namesParents && index > 0 ? `m${index - 1}` : NIL),
        )
        expect(threadOf([...oldestFirst].reverse())).toEqual(oldestFirst)
      }),
    )
  })
})
