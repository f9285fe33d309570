import { DefaultValueTypeError, readDefaultValues } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'

describe('readDefaultValues', () => {
  it('reads values of their type as they are', () => {
    const { outputs, outputTypes } = readDefaultValues([
      { key: 'text', type: 'string', value: '12' },
      { key: 'count', type: 'number', value: 3 },
      { key: 'map', type: 'object', value: { a: 1 } },
      { key: 'list', type: 'array[string]', value: [] },
    ])
    expect(outputs).toEqual({ text: '12', count: 3, map: { a: 1 }, list: [] })
    expect(outputTypes).toEqual({ list: 'array[string]' })
  })

  it('parses texts given for other types: numbers as floats, the rest as JSON', () => {
    const { outputs, outputTypes } = readDefaultValues([
      { key: 'count', type: 'number', value: '3' },
      { key: 'map', type: 'object', value: '{"a": [1]}' },
      { key: 'numbers', type: 'array[number]', value: '[1, 2.5]' },
      { key: 'maps', type: 'array[object]', value: '[{}]' },
    ])
    expect(outputs).toEqual({ count: 3, map: { a: [1] }, numbers: [1, 2.5], maps: [{}] })
    expect(outputTypes).toMatchObject({ count: 'float', numbers: 'array[number]' })
  })

  it('has nothing to say when nothing is configured', () => {
    expect(readDefaultValues(undefined)).toEqual({ outputs: {}, outputTypes: {} })
    expect(readDefaultValues(null)).toEqual({ outputs: {}, outputTypes: {} })
  })

  it.each([
    ['object', '{', 'Invalid JSON format for value: {'],
    ['number', 'x', 'Cannot convert to number: x'],
    ['number', '', 'Cannot convert to number: '],
    ['object', '[1]', 'Value must be dict type for [1]'],
    ['string', 3, 'Value must be str type for 3'],
    ['array[number]', { a: 1 }, "Value must be list type for {'a': 1}"],
    ['array[string]', ['a', 1], "All elements must be str for ['a', 1]"],
    ['array[object]', '[1]', 'All elements must be dict for [1]'],
    ['secret', 'x', 'Unsupported type: secret'],
    ['constructor', 'x', 'Unsupported type: constructor'],
  ])('refuses as %s the value %j', (type, value, message) => {
    const read = () => readDefaultValues([{ key: 'k', type, value }])
    expect(read).toThrow(DefaultValueTypeError)
    expect(read).toThrow(new DefaultValueTypeError(message))
  })

  it.each([['not a list'], [[{ type: 'string', value: 'x' }]], [[3]]])('refuses %j', (raw) => {
    expect(() => readDefaultValues(raw)).toThrow(DefaultValueTypeError)
  })

  it('keeps a key named __proto__ a key', () => {
    const { outputs } = readDefaultValues([{ key: '__proto__', type: 'string', value: 'x' }])
    expect(Object.keys(outputs)).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(outputs)).toBe(Object.prototype)
  })
})
