import {
  parseTemplate,
  readSelector,
  renderTemplate,
  selectorKey,
  templateSelectors,
  toSegment,
  type Segment,
  type VariableReader,
} from '@weft/domain/workflow'
import { anySelector } from '@weft/domain/workflow/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('parseTemplate', () => {
  it('takes a text apart into texts and references', () => {
    expect(parseTemplate('Hi {{#sys.query#}}{{#1735195133945.text.a_b#}}!').parts).toEqual([
      { type: 'text', text: 'Hi ' },
      { type: 'reference', selector: ['sys', 'query'] },
      { type: 'reference', selector: ['1735195133945', 'text', 'a_b'] },
      { type: 'text', text: '!' },
    ])
    expect(parseTemplate('').parts).toEqual([])
  })

  it.each([
    '{{#context#}}',
    '{{#histories#}}',
    '{{name}}',
    '{{ #a.b# }}',
    '{{# a.b #}}',
    '{{#a.b}}',
    '{#a.b#}',
    '{{#a-b.c#}}',
    '{{#a.1b#}}',
    '{{#a.b.#}}',
    '{{#a..b#}}',
    '{{#a.b|upper#}}',
    '{{#节点.名#}}',
    `{{#a.${'x'.repeat(31)}#}}`,
    `{{#${'x'.repeat(51)}.y#}}`,
    `{{#a${'.b'.repeat(11)}#}}`,
  ])('leaves %s as text', (text) => {
    expect(parseTemplate(text).parts).toEqual([{ type: 'text', text }])
  })

  it('finds any selector wherever it stands', () => {
    fc.assert(
      fc.property(
        anySelector(),
        anySelector(),
        fc.constantFrom('', ' ', '{{', '#}}', '\n'),
        (a, b, between) => {
          const template = parseTemplate(`{{#${selectorKey(a)}#}}${between}{{#${selectorKey(b)}#}}`)
          expect(templateSelectors(template)).toEqual([a, b])
        },
      ),
    )
  })

  it('loses nothing: the parts put together are the text', () => {
    const anyText = fc.array(fc.oneof(fc.string(), fc.constantFrom('{{#a.b#}}', '{{#', '#}}', '.')))
    fc.assert(
      fc.property(anyText, (pieces) => {
        const text = pieces.join('')
        const { parts } = parseTemplate(text)
        const joined = parts.map((part) =>
          part.type === 'text' ? part.text : `{{#${selectorKey(part.selector)}#}}`,
        )
        expect(joined.join('')).toBe(text)
      }),
    )
  })

  it('stays quick on hostile text', () => {
    const begin = performance.now()
    parseTemplate('{{#a'.repeat(50_000) + '{{#' + 'a.'.repeat(50_000))
    expect(performance.now() - begin).toBeLessThan(2_000)
  })
})

describe('renderTemplate', () => {
  const variables = aReader({
    'llm.text': toSegment('Hello'),
    'code.list': toSegment(['x', 'y']),
    'code.map': toSegment({ a: 1 }),
    'code.nothing': toSegment(null),
    'env.key': { type: 'secret', value: 'sk-abcdefghxyz' },
    'evil.text': toSegment('{{#env.key#}}'),
  })
  const render = (text: string, form?: 'text' | 'markdown' | 'log') =>
    renderTemplate(parseTemplate(text), variables, form)

  it('fills in what is there, as text unless told otherwise', () => {
    expect(render('<{{#llm.text#}}> {{#code.list#}} {{#code.map#}}')).toBe(
      '<Hello> ["x", "y"] {"a": 1}',
    )
    expect(render('{{#code.list#}}', 'markdown')).toBe('- x\n- y')
    expect(render('key={{#env.key#}}', 'log')).toBe('key=sk-abc************yz')
    expect(render('key={{#env.key#}}')).toBe('key=sk-abcdefghxyz')
  })

  it.each(['text', 'markdown', 'log'] as const)(
    'H70 leaves nothing behind for a variable that is not there, in the form %s',
    (form) => {
      expect(render('x{{#no.var#}}y', form)).toBe('xy')
      expect(render('x{{#code.nothing#}}y', form)).toBe('xy')
    },
  )

  it('does not look into what it filled in', () => {
    expect(render('{{#evil.text#}}')).toBe('{{#env.key#}}')
  })

  it('does not take texts with dots for variables', () => {
    expect(render('llm.text')).toBe('llm.text')
  })

  it('renders one parsed template as often as wanted', () => {
    const template = parseTemplate('{{#a.b#}}')
    expect(renderTemplate(template, aReader({ 'a.b': toSegment(1) }))).toBe('1')
    expect(renderTemplate(template, aReader({ 'a.b': toSegment(2) }))).toBe('2')
  })
})

describe('readSelector', () => {
  it('takes lists of at least two texts', () => {
    expect(readSelector(['a', 'b'])).toEqual(['a', 'b'])
    expect(readSelector(['a', 'b', 'c'])).toEqual(['a', 'b', 'c'])
    for (const raw of [undefined, null, 'a.b', [], ['a'], ['a', 1], { 0: 'a', 1: 'b' }])
      expect(readSelector(raw)).toBeUndefined()
  })
})

function aReader(variables: { readonly [key: string]: Segment }): VariableReader {
  return { get: (selector) => variables[selectorKey(selector)] }
}
