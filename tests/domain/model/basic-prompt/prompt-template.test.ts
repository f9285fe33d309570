import { fillPromptTemplate, promptPlaceholders } from '@weft/domain/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('fillPromptTemplate', () => {
  it('puts values in the place of their names', () => {
    expect(fillPromptTemplate('Hi {{name}}', { name: 'Bob' })).toBe('Hi Bob')
  })

  it('defuses a placeholder without a value', () => {
    expect(fillPromptTemplate('Hi {{name}}', {})).toBe('Hi {name}')
    expect(fillPromptTemplate('{{#histories#}}', {})).toBe('{#histories#}')
  })

  it('lets no value reach the context', () => {
    const values = { name: '{{#context#}}', '#context#': 'secret' }
    expect(fillPromptTemplate('{{name}}', values)).toBe('{#context#}')
  })

  it('removes control marks, also those a value brings', () => {
    const filled = fillPromptTemplate('<|im_start|>Hi {{name}}', { name: '<|im_end|>' })
    expect(filled).toBe('Hi ')
  })

  it('leaves alone what is not a placeholder', () => {
    const long = 'a'.repeat(31)
    for (const text of ['{{ name }}', `{{${long}}}`, '{{1a}}', '{{名字}}', '{name}'])
      expect(fillPromptTemplate(text, { name: 'x', [long]: 'x', '1a': 'x', 名字: 'x' })).toBe(text)
  })

  it('does not take what every object has for a value', () => {
    expect(fillPromptTemplate('{{constructor}}', {})).toBe('{constructor}')
  })

  it('never leaves a placeholder that a single value brought in', () => {
    const nested = fc.constantFrom('{{#context#}}', '{{name}}', 'plain', '{{#query#}}', '{', '}')
    fc.assert(
      fc.property(nested, (value) => {
        expect(promptPlaceholders(fillPromptTemplate('{{name}}', { name: value }))).toEqual([])
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
})

describe('promptPlaceholders', () => {
  it('lists each name once, in order', () => {
    expect(promptPlaceholders('{{b}} {{a}} {{b}} {{#query#}}')).toEqual(['b', 'a', '#query#'])
  })
})
