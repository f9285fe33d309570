import {
  SEGMENT_TYPES,
  TypeMismatch,
  UnsupportedVariableType,
  createFileValue,
  inferSegmentType,
  isValueOfType,
  toSegment,
  zeroValue,
  type SegmentType,
} from '@weft/domain/workflow'
import { anyJsonValue, anySegment } from '@weft/domain/workflow/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const file = createFileValue({
  type: 'image',
  transferMethod: 'remote_url',
  remoteUrl: 'http://x/a.png',
})

describe('inferSegmentType', () => {
  it.each([
    [null, 'none'],
    [true, 'boolean'],
    [3, 'integer'],
    [3.5, 'float'],
    ['', 'string'],
    [{}, 'object'],
    [file, 'file'],
    [[], 'array[any]'],
    [['a', 'b'], 'array[string]'],
    [[1, 2], 'array[number]'],
    [[1, 2.5], 'array[number]'],
    [[true, false], 'array[boolean]'],
    [[{}, { a: 1 }], 'array[object]'],
    [[file, file], 'array[file]'],
    [[[1], [2]], 'array[any]'],
    [[null, null], 'array[any]'],
    [[1, 'a'], 'array[any]'],
    [[true, 1], 'array[any]'],
    [[file, {}], 'array[any]'],
    [['a', null], 'array[any]'],
  ] as const)('of %j is %s', (value, type) => {
    expect(inferSegmentType(value)).toBe(type)
  })

  it('finds a type for every value, and one the value has', () => {
    fc.assert(
      fc.property(anyJsonValue(), (value) => {
        expect(isValueOfType(inferSegmentType(value), value)).toBe(true)
      }),
    )
  })
})

describe('toSegment', () => {
  it('infers the type when none is declared', () => {
    expect(toSegment([1])).toEqual({ type: 'array[number]', value: [1] })
  })

  it.each([
    ['number', 3, 'integer'],
    ['number', 3.5, 'float'],
    ['float', 3, 'float'],
    ['secret', 'sk-1', 'secret'],
    ['none', null, 'none'],
    ['array[string]', [], 'array[string]'],
    ['array[file]', [], 'array[file]'],
    ['array[any]', [1, 'a'], 'array[any]'],
    ['object', {}, 'object'],
  ] as const)('takes as %s the value %j', (declared, value, type) => {
    expect(toSegment(value, declared)).toEqual({ type, value })
  })

  it.each([
    ['string', null, 'Type mismatch: expected string, but got None'],
    ['string', 3, 'Type mismatch: expected string, but got integer, value=3'],
    ['integer', 3.5, 'Type mismatch: expected integer, but got float, value=3.5'],
    ['number', true, 'Type mismatch: expected number, but got boolean, value=True'],
    ['object', [], 'Type mismatch: expected object, but got array[any], value=[]'],
    [
      'array[string]',
      [1, 'a'],
      "Type mismatch: expected array[string], but got array[any], value=[1, 'a']",
    ],
    ['array[object]', 'x', 'Type mismatch: expected array[object], but got string, value=x'],
  ] as const)('refuses as %s the value %j', (declared, value, message) => {
    expect(() => toSegment(value, declared)).toThrow(TypeMismatch)
    expect(() => toSegment(value, declared)).toThrow(new TypeMismatch(message))
  })

  it('accepts its own result again', () => {
    fc.assert(
      fc.property(anySegment(), (segment) => {
        expect(toSegment(segment.value, segment.type)).toEqual(segment)
      }),
    )
  })
})

describe('zeroValue', () => {
  it('is a value of its type, for every type but files', () => {
    for (const type of SEGMENT_TYPES.filter((name) => !name.includes('file')))
      expect(isValueOfType(type, zeroValue(type))).toBe(true)
  })

  it.each(['file', 'array[file]'] as const)('does not exist for %s', (type) => {
    expect(() => zeroValue(type)).toThrow(
      new UnsupportedVariableType(`unsupported variable type: ${type}`),
    )
  })
})

describe('isValueOfType', () => {
  it.each<[SegmentType, unknown, boolean]>([
    ['number', true, true],
    ['integer', 2.5, true],
    ['float', 'x', false],
    ['boolean', 1, false],
    ['secret', 'x', true],
    ['array[number]', [1, 2.5, true], true],
    ['array[number]', [1, 'x'], false],
    ['array[string]', [], true],
    ['array[string]', 'x', false],
    ['array[any]', [1, 'x', null], true],
    ['array[object]', [{}, file], false],
    ['array[file]', [file], true],
    ['none', null, true],
  ])('%s may hold %j: %s', (type, value, expected) => {
    expect(isValueOfType(type, value as never)).toBe(expected)
  })
})
