import type { JsonObject } from '@weft/domain/kernel'
import { pythonString } from '@weft/domain/workflow'
import { createTemplateRenderer } from '@weft/sandbox'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'

const renderer = createTemplateRenderer({ timeoutMs: 1_000 })
afterAll(() => renderer.close())

const rendered = (template: string, variables: JsonObject = {}) => {
  const outcome = renderer.render(template, variables)
  return outcome.type === 'rendered' ? outcome.text : outcome
}
const message = (template: string, variables: JsonObject = {}) => {
  const outcome = renderer.render(template, variables)
  return outcome.type === 'failed' ? outcome.message : outcome
}

describe('the template renderer', () => {
  it.each([
    ['Hello {{ name }}!', { name: '世界' }, 'Hello 世界!'],
    ['{{ a }}{{ b.c }}|', {}, { type: 'failed', message: 'undefined value (line 1)' }],
    ['[{{ missing }}] [{{ map.missing }}]', { map: {} }, '[] []'],
    [
      '{% for i in items %}{{ loop.index }}:{{ i.name }}{% if not loop.last %}, {% endif %}{% endfor %}',
      { items: [{ name: 'x' }, { name: 'y' }] },
      '1:x, 2:y',
    ],
    ['{%- set x = 3 -%}  {{- x -}}  .', {}, '3.'],
    ['{# note: {{ x }} #}{% raw %}{{ x }}{% endraw %}', { x: 1 }, '{{ x }}'],
    [
      '{% macro tag(name, open=true) %}<{{ name }}{{ open }}>{% endmacro %}{{ tag("b") }}',
      {},
      '<bTrue>',
    ],
    ['{% if a and not b %}yes{% elif b %}maybe{% else %}no{% endif %}', { a: 1, b: 0 }, 'yes'],
    [
      '{{ m.items()|list }} {{ s.upper() }} {{ s.split(",") }}',
      { m: { a: 1 }, s: 'x,y' },
      "[['a', 1]] X,Y ['x', 'y']",
    ],
    ['{{ "}}" }}{{ {"a": {"b": "{{"}}["a"]["b"] }}', {}, '}}{{'],
    ['a\n{% if true %}\nb\n{% endif %}\nc\n', {}, 'a\n\nb\n\nc'],
    [
      '{{ <b> }}',
      {},
      { type: 'failed', message: expect.stringContaining('syntax error') as string },
    ],
    ['{{ html }}', { html: '<b>&' }, '<b>&'],
  ] as const)('renders %j', (template, variables, expected) => {
    expect(rendered(template, variables)).toEqual(expected)
  })

  it.each([
    [null, 'None'],
    [true, 'True'],
    [false, 'False'],
    [3, '3'],
    [0.1, '0.1'],
    [0.00001, '1e-05'],
    ['text', 'text'],
    [[1, 'a', null, true, 1.5], "[1, 'a', None, True, 1.5]"],
    [{ key: [null, { inner: "it's" }] }, `{'key': [None, {'inner': "it's"}]}`],
    [2 ** 60, pythonString(2 ** 60)],
  ] as const)('prints %j as Python does', (value, expected) => {
    expect(rendered('{{ value }}', { value })).toBe(expected)
  })

  it('keeps computed floats floats', () => {
    expect(rendered('{{ 10 / 2 }} {{ 7 // 2 }} {{ 2 * 1.5 }} {{ 1.0 }}')).toBe('5.0 3 3.0 1.0')
  })

  it.each([
    ['{{ items|join(", ") }}', { items: ['a', 1, null, true] }, 'a, 1, None, True'],
    [
      '{{ items|join("-", attribute="a.b") }}',
      { items: [{ a: { b: 1 } }, { a: { b: 2 } }] },
      '1-2',
    ],
    [
      '{{ value|tojson }}',
      { value: { b: '<é>', a: [1, null] } },
      '{"a": [1, null], "b": "\\u003c\\u00e9\\u003e"}',
    ],
    ['{{ value|tojson(indent=2) }}', { value: { a: 1 } }, '{\n  "a": 1\n}'],
    [
      '{{ missing|default("d") }} {{ none|default("d") }} {{ ""|default("d", true) }}',
      {},
      'd None d',
    ],
    ['{{ "%s has %05.2f%% of %d"|format("Ada", 3.14159, 7) }}', {}, 'Ada has 03.14% of 7'],
    ['{{ "%(a)s-%(b)x"|format(a=1, b=255) }}', {}, '1-ff'],
    ['{{ "The quick brown fox jumps"|truncate(13) }}', {}, 'The quick...'],
    ['{{ "The quick brown fox jumps"|truncate(12, true, "~") }}', {}, 'The quick b~'],
    ['{{ " one  two-three 世界 "|wordcount }}', {}, '4'],
    [
      '{{ "3.7"|float }} {{ "x"|float }} {{ "42"|int }} {{ "x"|int(7) }} {{ "ff"|int(0, 16) }}',
      {},
      '3.7 0.0 42 7 255',
    ],
    ['{{ "a\nb"|indent }}|{{ "a\n\nb"|indent(2, true) }}', {}, 'a\n    b|  a\n\n  b'],
    ['{{ "a b/c"|urlencode }} {{ map|urlencode }}', { map: { 'a b': 1 } }, 'a%20b/c a%20b=1'],
    ['[{{ "a"|center(4) }}]', {}, '[ a  ]'],
    ['{{ items|sum }} {{ maps|sum(attribute="n") }}', { items: [1, 2], maps: [{ n: 3 }] }, '3 3'],
    ['{{ none|string ~ true|string }}', {}, 'NoneTrue'],
    [
      '{{ items|first }}{{ items|last }}{{ items|length }} {{ "abc"|replace("b", "x")|upper }}',
      { items: [1, 2] },
      '122 AXC',
    ],
    [
      '{{ maps|selectattr("n", "gt", 1)|map(attribute="n")|list }}',
      { maps: [{ n: 1 }, { n: 2 }] },
      '[2]',
    ],
    ['{{ " x "|trim }}{{ [3, 1]|sort|join(",") }}{{ [1, 1]|unique|list }}', {}, 'x1,3[1]'],
  ] as const)('filters %s', (template, variables, expected) => {
    expect(rendered(template, variables)).toBe(expected)
  })

  it('prints any JSON value as the domain does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        // Maps come out in the order of their keys, and a whole float is an integer.
        fc.pre(!JSON.stringify(value).includes('{'))
        const plain = JSON.parse(JSON.stringify(value)) as string
        expect(rendered('{{ value }}', { value: plain })).toBe(pythonString(plain))
      }),
      { numRuns: 200 },
    )
  })

  it('never changes a text without tags', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/\{[{%#]/.test(text) && !/\r|\n$/.test(text))
        expect(rendered(text)).toBe(text)
      }),
      { numRuns: 200 },
    )
  })

  it('says what is wrong and on which line', () => {
    expect(message('one\n{{ "x"|no_such_filter }}')).toBe(
      'unknown filter: filter no_such_filter is unknown (line 2)',
    )
    expect(message('{% if %}')).toMatch(/^syntax error: .* \(line 1\)$/)
    expect(message('{{ nothing() }}')).toBe('unknown function: nothing is unknown (line 1)')
    expect(message('{{ "%d"|format("x") }}')).toBe('a number is required')
  })

  it('keeps nothing of one rendering for the next', () => {
    expect(rendered('{% set leak = 1 %}{% macro m() %}x{% endmacro %}{{ leak }}')).toBe('1')
    expect(rendered('[{{ leak }}{{ m }}]')).toBe('[]')
  })

  it('renders on after being closed', async () => {
    const own = createTemplateRenderer()
    expect(own.render('{{ 1 }}', {})).toEqual({ type: 'rendered', text: '1' })
    await own.close()
    expect(own.render('{{ 2 }}', {})).toEqual({ type: 'rendered', text: '2' })
    await own.close()
  })

  it('refuses limits that make no sense', () => {
    expect(() => createTemplateRenderer({ timeoutMs: 0 })).toThrow(RangeError)
    expect(() => createTemplateRenderer({ maxMemoryBytes: 1 })).toThrow(/maxMemoryBytes/)
  })
})
