import { PageRequest, ValidationError, hasMore } from '@weft/domain/kernel'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('PageRequest', () => {
  it('skips the items of the pages before it', () => {
    expect(PageRequest.of(1, 20).offset).toBe(0)
    expect(PageRequest.of(3, 20).offset).toBe(40)
    expect(PageRequest.of(99_999, 100).offset).toBe(9_999_800)
  })

  it.each([
    [0, 20],
    [100_000, 20],
    [1.5, 20],
    [1, 0],
    [1, 101],
    [1, NaN],
  ])('refuses page %d with %d items', (page, limit) => {
    expect(() => PageRequest.of(page, limit)).toThrow(ValidationError)
  })
})

describe('hasMore', () => {
  it('says yes until the pages cover the list', () => {
    fc.assert(
      fc.property(fc.nat({ max: 500 }), fc.integer({ min: 1, max: 100 }), (total, limit) => {
        const pages = Math.max(1, Math.ceil(total / limit))
        const last = { items: [], total, page: pages, limit }
        expect(hasMore(last)).toBe(false)
        if (pages > 1) expect(hasMore({ ...last, page: pages - 1 })).toBe(true)
      }),
    )
  })
})
