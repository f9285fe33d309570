import type { JsonObject } from '@weft/domain/kernel'
import { createTemplateRenderer } from '@weft/sandbox'
import { afterAll, describe, expect, it } from 'vitest'

const renderer = createTemplateRenderer()
afterAll(() => renderer.close())

const rendered = (template: string, variables: JsonObject) => {
  const outcome = renderer.render(template, variables)
  return outcome.type === 'rendered' ? outcome.text : outcome.message
}

/** Templates with their variables, and what Jinja2 3.1 makes of them. */
const SAME: readonly (readonly [string, JsonObject, string])[] = [
  ["{{ '%s has %05.2f%% of %d' % ('Ada', 3.14159, 7) }}", {}, 'Ada has 03.14% of 7'],
  ["{{ '%d items' % n }}", { n: 3 }, '3 items'],
  ["{{ '%s' % name|upper }}", { name: 'ada' }, 'ADA'],
  ["{{ '%(a)s-%(b)02d' % {'a': 1, 'b': 2} }}", {}, '1-02'],
  ["{{ 'x: %s, y: %r' % (x, y) }}", { x: null, y: 'it' }, "x: None, y: 'it'"],
  ['{{ 10 % 3 }} {{ n % 2 == 0 }}', { n: 4 }, '1 True'],
  ["{{ '%s' % items }}", { items: [1, 'a'] }, "[1, 'a']"],
  [
    "{{ '%.3e|%g|%x|%X|%o|%c' % (12345.678, 0.0001, 255, 255, 8, 'z') }}",
    {},
    '1.235e+04|0.0001|ff|FF|10|z',
  ],
  ["{{ '%-5s|%5s|%+d|% d' % ('a', 'b', 3, 4) }}", {}, 'a    |    b|+3| 4'],
  ["{{ 'Hello {}'.format(name) }}", { name: 'Ada' }, 'Hello Ada'],
  ["{{ '{0} {1} {0}'.format('a', 'b') }}", {}, 'a b a'],
  ["{{ '{name:>10}|{n:05.1f}'.format(name='x', n=3.14159) }}", {}, '         x|003.1'],
  [
    "{{ '{:,}|{:.2%}|{:e}'.format(1234567, 0.1234, 12345.678) }}",
    {},
    '1,234,567|12.34%|1.234568e+04',
  ],
  ["{{ '{{}} {!r}'.format('x') }}", {}, "{} 'x'"],
  ["{{ '{0[a]} {0[b][0]}'.format(m) }}", { m: { a: 1, b: [2] } }, '1 2'],
  ["{{ '{:<6}|{:^6}|{:*^7}'.format('a', 'b', 'c') }}", {}, 'a     |  b   |***c***'],
  ["{{ '{:x}|{:#x}|{:b}|{:08b}'.format(255, 255, 5, 5) }}", {}, 'ff|0xff|101|00000101'],
  ["{{ 'Hi {}'.format(name).upper() }}", { name: 'ada' }, 'HI ADA'],
  ["{{ ('a' ~ '{}').format(1) }}", {}, 'a1'],
  ['{{ s.format(1, 2) }}', { s: '{} and {}' }, '1 and 2'],
  ["{{ '{}'.format(x)|length }}", { x: 1234 }, '4'],
  ["{{ 'one two three'|wordcount }} {{ ''|wordcount }} {{ 'a-b c'|wordcount }}", {}, '3 0 3'],
  [
    "{{ 'foo bar baz qux'|truncate(9) }}|{{ 'foo bar baz qux'|truncate(9, True) }}|{{ 'foo bar baz qux'|truncate(11) }}|{{ 'foo bar baz qux'|truncate(11, False, '...', 0) }}",
    {},
    'foo...|foo ba...|foo bar baz qux|foo bar...',
  ],
  [
    "{{ '3.7'|float }} {{ 'x'|float }} {{ '3'|float }} {{ 4|float }} {{ 'x'|float(2.5) }} {{ none|float }}",
    {},
    '3.7 0.0 3.0 4.0 2.5 0.0',
  ],
  [
    "{{ '42'|int }} {{ '42.9'|int }} {{ 'x'|int }} {{ 'x'|int(7) }} {{ 'ff'|int(0, 16) }} {{ '0x1f'|int(0, 16) }} {{ 3.9|int }} {{ none|int }}",
    {},
    '42 42 0 7 255 31 3 0',
  ],
  [
    "{{ 'hello world'|title }} {{ 'hello'|capitalize }} {{ 'a,b'.split(',') }} {{ '-'.join(['a', 'b']) }}",
    {},
    "Hello World Hello ['a', 'b'] a-b",
  ],
  ["{{ 'abc'|center(9) }}|{{ 'x'|indent(4) }}", {}, '   abc   |x'],
  [
    "{{ ['b', 'a']|sort|join(', ') }} {{ [1,2,3]|batch(2)|list }} {{ [1,2,3]|slice(2)|list }}",
    {},
    'a, b [[1, 2], [3]] [[1, 2], [3]]',
  ],
  ["{{ 'a' in 'abc' }} {{ 1 in [1] }} {{ 'k' in m }}", { m: { k: 1 } }, 'True True True'],
  [
    '{{ x is defined }} {{ x is none }} {{ n is number }} {{ s is string }} {{ l is iterable }} {{ m is mapping }} {{ l is sequence }}',
    { n: 1, s: 'a', l: [], m: {} },
    'False False True True True True True',
  ],
  [
    '{{ n is divisibleby 3 }} {{ n is odd }} {{ 5 is even }} {{ 1 is sameas 1 }}',
    { n: 9 },
    'True True False True',
  ],
  ["{{ 'a b'|urlencode }} {{ '<b>'|escape }} {{ '<b>x</b>'|striptags }}", {}, 'a%20b &lt;b&gt; x'],
  [
    "{{ items|selectattr('active')|map(attribute='name')|join(',') }}",
    {
      items: [
        { name: 'a', active: true },
        { name: 'b', active: false },
      ],
    },
    'a',
  ],
  [
    "{{ items|groupby('k')|list|length }} {% for g, l in items|groupby('k') %}{{ g }}:{{ l|length }} {% endfor %}",
    { items: [{ k: 1 }, { k: 2 }, { k: 1 }] },
    '2 1:2 2:1 ',
  ],
  ["{{ 1 if x else 2 }} {{ x or 'd' }} {{ not x }} {{ x and 1 }}", { x: '' }, '2 d True '],
  ["{{ 'x' * 3 }} {{ [1] + [2] }} {{ 'a' ~ 1 ~ none }}", {}, 'xxx [1, 2] a1None'],
  ['{{ s[0] }}{{ s[-1] }}{{ s[1:3] }}{{ s[::-1] }}', { s: 'abcd' }, 'adbcdcba'],
  [
    '{% set ns = namespace(n=0) %}{% for i in [1,2,3] %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}',
    {},
    '6',
  ],
  [
    "{% for i in range(3) %}{{ loop.index0 }}{{ loop.revindex }}{{ loop.first }}{{ loop.cycle('a', 'b') }} {% else %}none{% endfor %}",
    {},
    '03Truea 12Falseb 21Falsea ',
  ],
  ['{% for i in [] %}x{% else %}empty{% endfor %}', {}, 'empty'],
  ['{% for i in [1,2,3,4] if i % 2 == 0 %}{{ i }}{% endfor %}', {}, '24'],
  ['{% macro f(a, b=2) %}{{ a }}-{{ b }}{% endmacro %}{{ f(1) }} {{ f(1, b=3) }}', {}, '1-2 1-3'],
  ['{% filter upper %}abc{% endfilter %}{% set x %}block{% endset %}{{ x }}', {}, 'ABCblock'],
  [
    "{{ 'abc'|replace('b', 'x') }} {{ 'aXbX'.replace('X', '-', 1) }} {{ 'abc'.find('c') }} {{ 'abc'.startswith('a') }}",
    {},
    'axc a-bX 2 True',
  ],
  [
    "{{ ' a '.strip() }}|{{ 'a'.zfill(3) }}|{{ 'a'.ljust(3) }}|{{ 'a'.rjust(3, '.') }}|",
    {},
    'a|00a|a  |..a|',
  ],
  [
    "{{ 'a b'.title() }} {{ 'aB'.swapcase() }} {{ '1'.isdigit() }} {{ 'a\nb'.splitlines() }} {{ 'aa'.count('a') }}",
    {},
    "A B Ab True ['a', 'b'] 2",
  ],
  [
    "{{ m.get('x', 'd') }} {{ m.keys()|list }} {{ m.values()|list }}",
    { m: { a: 1 } },
    "d ['a'] [1]",
  ],
  ["{{ 'é'|upper }} {{ '日本'|length }} {{ '🌍'|length }}", {}, 'É 2 1'],
  ["{{ d|default('x') }} {{ ''|default('x', true) }} {{ none|default('x') }}", {}, 'x x None'],
  [
    "{{ [1, [2, 3]]|string }} {{ 'a'|list }} {{ 'ab'|reverse }} {{ [1,2]|last }}",
    {},
    "[1, [2, 3]] ['a'] ba 2",
  ],
  ["{{ 5|string + 'a' }} {{ 'abc'|first }} {{ [2,1]|min }} {{ 'a'|pprint }}", {}, "5a a 1 'a'"],
  ["{{ 1000000|filesizeformat }} {{ 'x y'|wordwrap(1) }}", {}, '1.0 MB x\ny'],
  ['{{ x }} {{ x * 2 }} {{ x + 1 }}', { x: 1.5 }, '1.5 3.0 2.5'],
  ['{{ -3|abs }} {{ (-3)|abs }} {{ 3.7|abs }}', {}, '3 3 3.7'],
  ["{{ '%s' % x }}{{ '%d%%' % 50 }}", { x: true }, 'True50%'],
  ["{{ 'a' if '%s' % 1 == '1' else 'b' }}", {}, 'a'],
  ["{{ ('%s' % a) ~ ('%s' % b) }}", { a: 1, b: 2 }, '12'],
  ["{% if '{}'.format(1) == '1' %}yes{% endif %}", {}, 'yes'],
  ["{% set s = '%02d:%02d' % (5, 7) %}{{ s }}", {}, '05:07'],
  ["{{ '%s'\n % 'x' }}", {}, 'x'],
  ["{{ 'no percent' }} {{ '100%' }} {{ \"it's %s\" % 'x' }}", {}, "no percent 100% it's x"],
]

describe('templates that render as in Jinja2', () => {
  it.each(SAME)('%j', (template, variables, expected) => {
    expect(rendered(template, variables)).toBe(expected)
  })
})

/** What Jinja2 makes of a template, and what is made of it here. */
const DIFFERENT: readonly (readonly [string, JsonObject, jinja2: string, here: string])[] = [
  // maps are in the order of their keys
  ['{{ m }}', { m: { b: 1, a: 2 } }, "{'b': 1, 'a': 2}", "{'a': 2, 'b': 1}"],
  ['{% for k in m %}{{ k }}{% endfor %}', { m: { b: 1, a: 2 } }, 'ba', 'ab'],
  // there are no tuples
  ["{{ {'b': 1, 'a': 2}|dictsort }}", {}, "[('a', 2), ('b', 1)]", "[['a', 2], ['b', 1]]"],
  // a whole float becomes an integer where it goes through a filter that is not the engine's own, or into a list
  ['{{ [1.0, 2]|sum }}', {}, '3.0', '3'],
  ['{{ 3.0|string }}', {}, '3.0', '3'],
  ['{{ [3.0] }}', {}, '[3.0]', '[3]'],
  ["{{ '%s'|format(1.0) }}", {}, '1.0', '1'],
  // halves are rounded away from zero, and decimals as they look
  ['{{ 2.5|round }}', {}, '2.0', '3.0'],
  ['{{ 42.55|round(1) }}', {}, '42.5', '42.6'],
  // integers have no negative powers
  ['{{ 2 ** -1 }}', {}, '0.5', 'invalid operation: unable to calculate 2 ** -1 (line 1)'],
  // the engine reads this as an integer
  ['{{ 1e22 }}', {}, '1e+22', '10000000000000000000000'],
]

describe('templates that render differently from Jinja2', () => {
  it.each(DIFFERENT)('%j', (template, variables, jinja2, here) => {
    expect(rendered(template, variables)).toBe(here)
    expect(here).not.toBe(jinja2)
  })
})

describe('formatting texts', () => {
  it.each([
    ["{{ '{0.__class__}'.format(1) }}", 'A value has no attributes'],
    ["{{ '{x.y}'.format(x=1) }}", 'A value has no attributes'],
    ["{{ '{0[__class__]}'.format({}) }}", 'There is no "__class__"'],
    ["{{ '{0[constructor]}'.format([]) }}", 'There is no "constructor"'],
    ["{{ '{'.format(1) }}", "Single '{' or '}' encountered in format string"],
    ["{{ '{:Q}'.format(1) }}", "Unknown format code 'Q'"],
    ["{{ '%d' % 'x' }}", 'a number is required'],
    ["{{ '%s %s' % ('x',) }}", 'not enough arguments for format string'],
  ])('refuses %s', (template, message) => {
    expect(rendered(template, {})).toContain(message)
  })

  it('keeps the line of an error behind what was rewritten', () => {
    expect(rendered("{{ '%s'\n % 'x' }}\n{{ 'a'\n.format(1) }}\n{{ 1|nonsense }}", {})).toContain(
      '(line 5)',
    )
  })
})
