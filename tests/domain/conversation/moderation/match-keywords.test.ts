import { matchesKeywords, moderatedTexts } from '@weft/domain/conversation'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('matchesKeywords', () => {
  it('G 105: finds a keyword inside a word, in any case', () => {
    expect(matchesKeywords('bad', ['BADGER'])).toBe(true)
    expect(matchesKeywords('worse\nBad', ['a badge'])).toBe(true)
    expect(matchesKeywords('bad', ['good'])).toBe(false)
  })

  it('ignores blank rows, which would match everything', () => {
    expect(matchesKeywords('\n \r\n\n', ['anything', ''])).toBe(false)
    expect(matchesKeywords('', ['anything'])).toBe(false)
  })

  it('reads rows that end as Windows ends them', () => {
    expect(matchesKeywords('one\r\ntwo', ['just one'])).toBe(true)
  })

  it('finds every keyword wherever it stands', () => {
    const keyword = fc.string({ minLength: 1 }).filter((text) => /^\S[^\r\n]*$/.test(text))
    fc.assert(
      fc.property(keyword, fc.string(), fc.string(), (word, before, after) => {
        expect(matchesKeywords(word, [`${before}${word}${after}`])).toBe(true)
      }),
    )
  })
})

describe('moderatedTexts', () => {
  it('are the values of the inputs, however deep, and the query', () => {
    const inputs = { name: 'Ada', age: 36, tags: ['a', { deep: 'b' }], none: null, is: true }
    expect(moderatedTexts(inputs, 'Hi')).toEqual(['Ada', '36', 'a', 'b', 'true', 'Hi'])
  })
})
