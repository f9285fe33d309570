import { formatDslText, MAX_DSL_BYTES, parseDslText } from '@weft/application/workflow'
import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import { DslInvalid } from '@weft/domain/workflow'
import { anyJsonObject } from '@weft/domain/workflow/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('parseDslText', () => {
  it.each<[string, JsonValue]>([
    ['yes', true],
    ['Off', false],
    ['True', true],
    ['y', 'y'],
    ['n', 'n'],
    ['~', null],
    ['', null],
    ['Null', null],
    ['12', 12],
    ['-5', -5],
    ['1_000', 1000],
    ['010', 8],
    ['08', '08'],
    ['0x1F', 31],
    ['0b101', 5],
    ['1:30', 90],
    ['1.5', 1.5],
    ['1.0e+3', 1000],
    ['1e3', '1e3'],
    ['0.1.5', '0.1.5'],
    ['2026-01-02', '2026-01-02'],
    ['2026-01-02 03:04:05', '2026-01-02 03:04:05'],
    ['.inf', '.inf'],
    ["'12'", '12'],
    ['"yes"', 'yes'],
    ['!!str 12', '12'],
    ['"\\u4e2d"', '中'],
  ])('reads the scalar %j as the loaders do that documents are made for', (scalar, value) => {
    expect(parseDslText(`k: ${scalar}\n`)).toEqual({ k: value })
  })

  it('reads keys as texts, whatever they look like', () => {
    expect(parseDslText('1: a\nyes: b\ny: c\n')).toEqual({ 1: 'a', yes: 'b', y: 'c' })
  })

  it('lets the last one of equal keys win', () => {
    expect(parseDslText('a: 1\nb: 2\na: 3\n')).toEqual({ a: 3, b: 2 })
  })

  it('reads JSON, comments, block texts and merged maps', () => {
    expect(parseDslText('{"a": [1, null]}')).toEqual({ a: [1, null] })
    expect(parseDslText('a: |\n  x\n  y\nb: >-\n  p\n  q # no comment\n# comment\n')).toEqual({
      a: 'x\ny\n',
      b: 'p q # no comment',
    })
    expect(parseDslText('base: &b {x: 1, y: 2}\nmore: {<<: *b, y: 3}\n')).toEqual({
      base: { x: 1, y: 2 },
      more: { x: 1, y: 3 },
    })
  })

  it('keeps a key named __proto__ a key', () => {
    const parsed = parseDslText('__proto__: {polluted: 1}\na: {constructor: {polluted: 1}}\n')
    expect(Object.keys(parsed as JsonObject)).toEqual(['__proto__', 'a'])
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype)
    expect(({} as JsonObject)['polluted']).toBeUndefined()
  })

  it.each(['plain text', '3', '[1]', ''])('gives back %j for somebody else to refuse', (text) => {
    expect(() => parseDslText(text)).not.toThrow()
  })

  it.each([
    ['a: b: c', 1],
    ['a: 1\nb: 2\nc: [1', 3],
    ['a:\n\t- x', 2],
    ['a: 1\n"b', 2],
    ['a: !!python/object:os.system x', 1],
    ['x: 1\na: !custom x', 2],
    ['a: !!binary aGk=', 1],
  ])('refuses %j with the line', (text, line) => {
    const error = refusal(text)
    expect(error).toMatchObject({ code: 'parse.invalid_yaml', details: { line } })
    expect(error.message).toMatch(
      new RegExp(`^Invalid YAML format: .+ \\(line ${line}, column \\d+\\)$`),
    )
  })

  it('refuses aliases that grow beyond measure, at once', () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
    for (let i = 1; i < 12; i++)
      bomb.push(`a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join(', ')}]`)
    const mergeBomb = ['m0: &m0 {k: v}']
    for (let i = 1; i < 12; i++)
      mergeBomb.push(
        `m${i}: &m${i}\n  <<: [${Array.from({ length: 10 }, () => `*m${i - 1}`).join(', ')}]`,
      )
    const begin = performance.now()
    expect(refusal(bomb.join('\n')).message).toBe(
      'Invalid YAML format: its aliases repeat too much',
    )
    expect(refusal(mergeBomb.join('\n')).message).toContain('its aliases repeat too much')
    expect(performance.now() - begin).toBeLessThan(1000)
  })

  it('takes as many aliases as a document may reasonably have', () => {
    const items = Array.from({ length: 500 }, () => '- *a').join('\n')
    const parsed = parseDslText(`a: &a {x: [1, 2]}\nlist:\n${items}\n`) as JsonObject
    expect(parsed['list']).toHaveLength(500)
  })

  it('refuses more aliases and anchors than a document may reasonably have', () => {
    expect(refusal(`a: &a 1\nl:\n${'- *a\n'.repeat(1_001)}`).message).toContain('1000 aliases')
    const anchors = Array.from({ length: 10_001 }, (_, i) => `- &a${i} 1`)
    expect(refusal(anchors.join('\n')).message).toContain('10000 anchors')
  })

  it('refuses a map that contains itself, and an alias of nothing', () => {
    expect(refusal('a: &a\n  b: *a\n').code).toBe('parse.invalid_yaml')
    expect(refusal('a: *nothing\n').code).toBe('parse.invalid_yaml')
  })

  it('refuses what is nested beyond measure', () => {
    for (const text of ['['.repeat(200_000), '- '.repeat(50_000), '{a: '.repeat(50_000)])
      expect(refusal(text)).toMatchObject({
        code: 'parse.invalid_yaml',
        message: expect.stringContaining('nested too deeply') as string,
      })
  })

  it('refuses more than 10 MB, counted in bytes', () => {
    const begin = 'a: '
    const ascii = begin + 'x'.repeat(MAX_DSL_BYTES)
    const wide = begin + '日'.repeat(MAX_DSL_BYTES / 3)
    for (const text of [ascii, wide])
      expect(refusal(text)).toMatchObject({
        code: 'parse.too_large',
        message: 'File size exceeds the limit of 10MB',
      })
  })
})

describe('formatDslText', () => {
  it('keeps characters as they are, sorts keys and breaks texts at their lines', () => {
    const text = formatDslText({
      b: '中文 🤖',
      a: 'first\nsecond\n',
      c: [{ y: 1, x: true }],
      d: [],
    })
    expect(text).toBe(
      ['a: |', '  first', '  second', 'b: 中文 🤖', 'c:', '- x: true', '  y: 1', 'd: []', ''].join(
        '\n',
      ),
    )
  })

  it('quotes texts that would be read as something else, here or elsewhere', () => {
    const texts = [
      'yes',
      '12',
      '1e3',
      '010',
      '~',
      '',
      '=',
      '<<',
      '2026-01-02',
      '1:30',
      'null',
      '.inf',
      '0o7',
    ]
    for (const value of texts) expect(formatDslText({ k: value })).toMatch(/^k: ['"].*['"]\n$/)
    expect(formatDslText({ k: 'plain words' })).toBe('k: plain words\n')
  })

  it('gives equal documents equal texts, whatever the order of their keys', () => {
    fc.assert(
      fc.property(anyJsonObject(), (document) => {
        const reversed = Object.fromEntries(Object.entries(document).reverse())
        expect(formatDslText(reversed)).toBe(formatDslText(document))
      }),
    )
  })

  it('is read back unchanged', () => {
    const awkward = fc.constantFrom(
      ' ',
      '\n',
      ' \n',
      '\n\n',
      'x \ny',
      '\tx',
      'a\tb',
      'x\t\ny',
      '- a',
      '# b',
      'a: b',
      'a #b',
      '<<',
      '=',
      'a\rb',
      'a\r\nb',
      '\u2028',
      '\ufeff',
      '"',
      "'",
      '{',
      '[',
      '*a',
      '&a',
      '!t',
      '|',
      '>',
      '%',
      '@',
      '`',
      'on',
      'N',
    )
    const anyText = fc.oneof(awkward, fc.string({ unit: 'grapheme' }), fc.string())
    const anyDocument = fc.dictionary(
      anyText,
      fc.oneof(anyText, fc.array(anyText), anyJsonObject()),
      {
        noNullPrototype: true,
      },
    )
    fc.assert(
      fc.property(anyDocument, (document) => {
        const plain = JSON.parse(JSON.stringify(document)) as JsonObject
        expect(parseDslText(formatDslText(plain))).toStrictEqual(plain)
      }),
      { numRuns: 300 },
    )
  })
})

function refusal(text: string): DslInvalid {
  try {
    parseDslText(text)
  } catch (error) {
    if (error instanceof DslInvalid) return error
    throw error
  }
  throw new Error('The text was not refused')
}
