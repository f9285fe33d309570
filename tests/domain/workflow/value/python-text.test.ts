import { pythonJson, pythonRepr, pythonString } from '@weft/domain/workflow'
import { anyJsonValue } from '@weft/domain/workflow/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('pythonRepr', () => {
  it.each([
    [null, 'None'],
    [true, 'True'],
    [false, 'False'],
    [3, '3'],
    [-0, '0'],
    [3.5, '3.5'],
    [1e21, '1000000000000000000000'],
    ['a', "'a'"],
    ["it's", '"it\'s"'],
    ['say "x"', '\'say "x"\''],
    ['it\'s "x"', "'it\\'s \"x\"'"],
    ['a\\b\n\r\t', "'a\\\\b\\n\\r\\t'"],
    ['\u0000\u007f\u00a0', "'\\x00\\x7f\\xa0'"],
    ['\u200b\u2028', "'\\u200b\\u2028'"],
    ['\u{e0001}', "'\\U000e0001'"],
    ['é 日本 😀', "'é 日本 😀'"],
    [[], '[]'],
    [{}, '{}'],
    [[1, 'a', null], "[1, 'a', None]"],
    [{ k: 1, "it's": [true] }, "{'k': 1, \"it's\": [True]}"],
  ])('writes %j as %s', (value, text) => {
    expect(pythonRepr(value)).toBe(text)
  })
})

describe('pythonString', () => {
  it('leaves a text as it is, and quotes texts only inside lists and maps', () => {
    expect(pythonString("it's")).toBe("it's")
    expect(pythonString(["it's", 'b'])).toBe("[\"it's\", 'b']")
    expect(pythonString(null)).toBe('None')
  })

  it.each([
    [3, '3.0'],
    [0, '0.0'],
    [-0, '-0.0'],
    [3.5, '3.5'],
    [-12.25, '-12.25'],
    [0.1, '0.1'],
    [0.0001, '0.0001'],
    [0.00012, '0.00012'],
    [0.00001, '1e-05'],
    [-1.5e-7, '-1.5e-07'],
    [1e15, '1000000000000000.0'],
    [123456789012345680, '1.2345678901234568e+17'],
    [1e16, '1e+16'],
    [1.5e300, '1.5e+300'],
    [5e-324, '5e-324'],
    [Infinity, 'inf'],
    [-Infinity, '-inf'],
    [NaN, 'nan'],
  ])('writes the float %d as %s', (value, text) => {
    expect(pythonString(value, { isFloat: true })).toBe(text)
  })

  it('writes floats that read back as the same number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = pythonString(value, { isFloat: true })
        expect(Number(text)).toBe(value)
        expect(text).toMatch(/[.e]/)
      }),
    )
  })
})

describe('pythonJson', () => {
  it('separates with comma and blank, colon and blank, and keeps characters as they are', () => {
    expect(pythonJson({ a: 1, b: [true, null, 'é"\n'] })).toBe(
      '{"a": 1, "b": [true, null, "é\\"\\n"]}',
    )
  })

  it('puts everything on a line of its own when it is indented, but nothing into empty brackets', () => {
    expect(pythonJson({ a: [1, {}], b: { c: [] } }, 2)).toBe(
      ['{', '  "a": [', '    1,', '    {}', '  ],', '  "b": {', '    "c": []', '  }', '}'].join(
        '\n',
      ),
    )
  })

  it('is JSON that says the same, indented or not', () => {
    fc.assert(
      fc.property(anyJsonValue(), fc.nat({ max: 4 }), (value, indent) => {
        expect(JSON.parse(pythonJson(value, indent))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})
