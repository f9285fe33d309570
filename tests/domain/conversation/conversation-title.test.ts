import { nameFromQuery, queryToName, tidyTitle } from '@weft/domain/conversation'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const lengthOf = (text: string): number => Array.from(text).length

describe('queryToName', () => {
  it('G 110: leaves the middle out of a query of more than 2000 characters', () => {
    expect(queryToName('x'.repeat(2000))).toBe('x'.repeat(2000))
    expect(queryToName('a'.repeat(1000) + 'b'.repeat(1001))).toBe(
      `${'a'.repeat(300)}...[TRUNCATED]...${'b'.repeat(300)}`,
    )
  })

  it('counts characters and not halves of them', () => {
    expect(queryToName('🧵'.repeat(2000))).toBe('🧵'.repeat(2000))
  })

  it('is one line of at most 2000 characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 4000 }), (query) => {
        expect(queryToName(query)).not.toMatch(/[\r\n]/)
        expect(lengthOf(queryToName(query))).toBeLessThanOrEqual(2000)
      }),
    )
  })
})

describe('tidyTitle', () => {
  it('G 110: cuts a title after 75 characters', () => {
    expect(tidyTitle(`  ${'t'.repeat(75)}\n`)).toBe('t'.repeat(75))
    expect(tidyTitle('t'.repeat(76))).toBe(`${'t'.repeat(75)}...`)
  })

  it('is a beginning of the title', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (title) => {
        const tidy = tidyTitle(title)
        expect(lengthOf(tidy)).toBeLessThanOrEqual(78)
        expect(title.trim().startsWith(tidy.replace(/\.{3}$/, ''))).toBe(true)
      }),
    )
  })
})

describe('nameFromQuery', () => {
  it('G 110: cuts a query of more than 50 characters after 47', () => {
    expect(nameFromQuery('q'.repeat(50))).toBe('q'.repeat(50))
    expect(nameFromQuery('q'.repeat(51))).toBe(`${'q'.repeat(47)}...`)
  })
})
