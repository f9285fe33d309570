import { defusePlaceholders, fillPromptTemplate, promptPlaceholders } from '@weft/domain/model'
import { anyPromptText } from '@weft/domain/model/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const hasThreeEqualBraces = (text: string) => /\{{3}|\}{3}/.test(text)
const anyText = fc.oneof(anyPromptText(), fc.string())
const anyTextOfTwoBraces = anyText.filter((text) => !hasThreeEqualBraces(text))

describe('defusePlaceholders', () => {
  it('G 112: leaves no placeholder where there are no three equal braces in a row', () => {
    fc.assert(
      fc.property(anyTextOfTwoBraces, (text) => {
        expect(promptPlaceholders(defusePlaceholders(text))).toEqual([])
      }),
    )
  })

  it('G 112: defuses at once what can be defused', () => {
    fc.assert(
      fc.property(anyTextOfTwoBraces, (text) => {
        const defused = defusePlaceholders(text)
        expect(defusePlaceholders(defused)).toBe(defused)
      }),
    )
  })

  it('G 112: takes away braces and nothing else', () => {
    const withoutBraces = (text: string) => text.replace(/[{}]/g, '')
    fc.assert(
      fc.property(anyText, (text) => {
        expect(withoutBraces(defusePlaceholders(text))).toBe(withoutBraces(text))
      }),
    )
  })
})

describe('fillPromptTemplate', () => {
  it('lets no value bring the context, the query or the history in', () => {
    const values = { '#context#': 'SECRET', '#query#': 'SECRET', '#histories#': 'SECRET' }
    fc.assert(
      fc.property(anyText, (name) => {
        expect(fillPromptTemplate('{{name}}', { ...values, name })).not.toContain('SECRET')
      }),
    )
  })

  it('gives back a template without placeholders and marks', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/\{\{|<\|/.test(text)),
        (text) => {
          expect(fillPromptTemplate(text, { name: 'Bob' })).toBe(text)
        },
      ),
    )
  })

  it('removes what lies between the ends of a control mark on one line, and nothing else', () => {
    const anyMarks = fc
      .array(fc.constantFrom('<|', '|>', '<', '|', '>', 'a', '\n'))
      .map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(anyMarks, (text) => {
        expect(fillPromptTemplate(text, {})).toBe(text.replace(/<\|[^\n]*?\|>/g, ''))
      }),
    )
  })

  it('gives the same for the same, and changes nothing it was given', () => {
    fc.assert(
      fc.property(anyText, anyText, (template, name) => {
        const values = Object.freeze({ name })
        expect(fillPromptTemplate(template, values)).toBe(fillPromptTemplate(template, values))
      }),
    )
  })
})
