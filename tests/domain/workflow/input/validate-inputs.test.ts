import {
  DslInvalid,
  InvalidInput,
  readStartVariables,
  readUserInputForm,
  validateInputs,
} from '@weft/domain/workflow'
import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import { anyJsonObject } from '@weft/domain/workflow/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('validateInputs', () => {
  it('refuses a required value that is missing or null, whatever its default', () => {
    const field = { type: 'text-input', required: true, default: 'x' }
    expect(refusal(field)).toBe('v is required in input form')
    expect(refusal(field, null)).toBe('v is required in input form')
    expect(validate(field, '')).toBe('')
  })

  it('gives an optional value its default, checked like any other, or null', () => {
    expect(validate({ type: 'paragraph', default: 'x' })).toBe('x')
    expect(validate({ type: 'number', default: '7' })).toBe(7)
    expect(validate({ type: 'paragraph' })).toBeNull()
    expect(validate({ type: 'paragraph', default: null }, null)).toBeNull()
    expect(refusal({ type: 'select', options: ['a'], default: 'b' })).toBe(
      "v in input form must be one of the following: ['a']",
    )
  })

  it('takes the empty default of an untouched editor field for none', () => {
    for (const type of ['select', 'number', 'checkbox', 'file', 'file-list', 'json_object'])
      expect(validate({ type, default: '' })).toBeNull()
    expect(validate({ type: 'text-input', default: '' })).toBe('')
  })

  it.each([
    ['text-input', 3, "(type 'text-input') v in input form must be a string"],
    ['paragraph', ['x'], "(type 'paragraph') v in input form must be a string"],
    ['paragraph', {}, "(type 'paragraph') v in input form must be a string"],
    ['select', true, "(type 'select') v in input form must be a string"],
    ['number', 'x', 'v in input form must be a valid number'],
    ['number', '1e5', 'v in input form must be a valid number'],
    ['number', '1.2.3', 'v in input form must be a valid number'],
    ['number', '0x10', 'v in input form must be a valid number'],
    ['number', '9.9e999', 'v in input form must be a valid number'],
    ['number', [], 'v in input form must be a valid number'],
    ['number', {}, 'v in input form must be a valid number'],
    ['checkbox', {}, "Invalid input type for ['v']"],
    ['checkbox', [{}], "Invalid input type for ['v']"],
    ['file', [{}], 'v in input form must be a file'],
    ['file', 'x', 'v in input form must be a file'],
    ['file-list', {}, 'v in input form must be a list of files'],
    ['file-list', ['x'], 'v in input form must be a list of files'],
    ['json_object', 'x', 'v in input form must be a dict'],
    ['json_object', [1], 'v in input form must be a dict'],
    ['json_object', 1, 'v in input form must be a dict'],
  ])('refuses for a %s the value %j', (type, value, message) => {
    expect(refusal({ type, options: [] }, value)).toBe(message)
  })

  it.each([
    ['number', 3.5, 3.5],
    ['number', '3.5', 3.5],
    ['number', '3.', 3],
    ['number', '.5', 0.5],
    ['number', '1.5e3', 1500],
    ['number', '7', 7],
    ['number', ' -7 ', -7],
    ['number', '1_000', 1000],
    ['number', '', null],
    ['number', '  ', null],
    ['number', true, true],
    ['checkbox', true, true],
    ['checkbox', 'Yes', true],
    ['checkbox', ' ON ', true],
    ['checkbox', '1', true],
    ['checkbox', 1, true],
    ['checkbox', 'no', false],
    ['checkbox', 'OFF', false],
    ['checkbox', 0, false],
    ['checkbox', 'maybe', 'maybe'],
    ['file', '', null],
    ['file-list', '', null],
    ['file-list', [], []],
    ['file', { type: 'image' }, { type: 'image' }],
    ['json_object', { a: [1] }, { a: [1] }],
    ['json_object', '', ''],
  ])('takes for a %s the value %j as %j', (type, value, taken) => {
    expect(validate({ type }, value)).toEqual(taken)
  })

  it('does not take an empty text for a required file', () => {
    expect(refusal({ type: 'file', required: true }, '')).toBe('v in input form must be a file')
  })

  it('counts characters, not UTF-16 units, and lets exactly the limit pass', () => {
    const field = { type: 'text-input', max_length: 3 }
    expect(validate(field, 'abc')).toBe('abc')
    expect(validate(field, '😀😀😀')).toBe('😀😀😀')
    expect(refusal(field, 'abcd')).toBe('v in input form must be less than 3 characters')
    expect(validate({ type: 'paragraph', max_length: 0 }, 'x'.repeat(1000))).toHaveLength(1000)
    expect(validate({ type: 'paragraph', max_length: null }, 'abcd')).toBe('abcd')
    expect(refusal({ type: 'paragraph', max_length: '3' }, 'abcd')).toContain('less than 3')
  })

  it('limits the number of files', () => {
    const field = { type: 'file-list', max_length: 1 }
    expect(validate(field, [{}])).toEqual([{}])
    expect(refusal(field, [{}, {}])).toBe('v in input form must be less than 1 files')
  })

  it('lists the options of a select, and takes no empty text for one of them', () => {
    const field = { type: 'select', options: ['a', "it's"] }
    expect(validate(field, "it's")).toBe("it's")
    const message = "v in input form must be one of the following: ['a', \"it's\"]"
    expect(refusal(field, 'b')).toBe(message)
    expect(refusal(field, '')).toBe(message)
  })

  it('removes NUL characters wherever they are', () => {
    expect(validate({ type: 'paragraph' }, 'a\0b')).toBe('ab')
    expect(validate({ type: 'json_object' }, { 'k\0': ['x\0'] })).toEqual({ k: ['x'] })
  })

  it('leaves variables of external data tools to their tools', () => {
    const form = readStartVariables([{ variable: 'v', type: 'external_data_tool', required: true }])
    expect(validateInputs(form, { v: 'x' })).toEqual({})
  })

  it('names the variable that does not fit', () => {
    const form = readStartVariables([aField({ type: 'number' })])
    const error = catchError(() => validateInputs(form, { v: 'x' }))
    expect(error).toBeInstanceOf(InvalidInput)
    expect(error).toMatchObject({ code: 'workflow.invalid_input', variable: 'v' })
  })

  it('has exactly the declared variables, whatever it was given, or refuses', () => {
    const form = readStartVariables([
      aField({ variable: 'a', type: 'paragraph' }),
      aField({ variable: '__proto__', type: 'json_object' }),
      aField({ variable: 'constructor', type: 'number' }),
    ])
    fc.assert(
      fc.property(anyJsonObject(), anyJsonObject(), (others, inner) => {
        const inputs = JSON.parse(
          `{"a": "x", "__proto__": ${JSON.stringify(inner)}, "polluted": 1, "o": ${JSON.stringify(others)}}`,
        ) as JsonObject
        const valid = validateInputs(form, inputs)
        expect(Object.keys(valid).sort()).toEqual(['__proto__', 'a', 'constructor'])
        expect(Object.getPrototypeOf(valid)).toBe(Object.prototype)
        expect(isJsonObject(Object.getOwnPropertyDescriptor(valid, '__proto__')?.value)).toBe(true)
        expect(valid['constructor']).toBeNull()
        expect(({} as JsonObject)['polluted']).toBeUndefined()
      }),
    )
  })

  it('does not find values on the prototype', () => {
    const form = readStartVariables([aField({ variable: 'toString', type: 'paragraph' })])
    expect(validateInputs(form, {})).toEqual({ toString: null })
  })
})

describe('readStartVariables', () => {
  it('reads an empty form where there are no variables', () => {
    expect(readStartVariables(undefined).fields).toEqual([])
    expect(readStartVariables(null).fields).toEqual([])
  })

  it('keeps the field as the document has it', () => {
    const raw = { variable: 'v', type: 'number', unit: 'kg', max_length: null }
    const [field] = readStartVariables([raw]).fields
    expect(field).toMatchObject({ label: 'v', isRequired: false, maxLength: undefined, raw })
  })

  it.each([['x'], [[3]], [[{ type: 'number' }]], [[{ variable: 'v', type: 'colour' }]]])(
    'refuses %j',
    (raw) => {
      expect(() => readStartVariables(raw)).toThrow(DslInvalid)
    },
  )
})

describe('readUserInputForm', () => {
  it('reads maps whose only key is the type', () => {
    const form = readUserInputForm([
      { 'text-input': { variable: 'topic', label: 'Topic', required: true, max_length: 48 } },
      { select: { variable: 'tone', label: 'Tone', options: ['dry', 'warm'], default: 'dry' } },
    ])
    expect(form.fields.map(({ type, variable, label }) => [type, variable, label])).toEqual([
      ['text-input', 'topic', 'Topic'],
      ['select', 'tone', 'Tone'],
    ])
    expect(validateInputs(form, { topic: 'tea' })).toEqual({ topic: 'tea', tone: 'dry' })
  })

  it.each([
    [{}],
    [[{}]],
    [[{ select: 1 }]],
    [[{ select: {}, number: {} }]],
    [[{ 'text-input': {} }]],
  ])('refuses %j', (raw) => {
    expect(() => readUserInputForm(raw)).toThrow(DslInvalid)
  })
})

function aField(change: JsonObject): JsonObject {
  return { variable: 'v', label: 'V', required: false, ...change }
}

function validate(field: JsonObject, ...value: readonly JsonValue[]): JsonValue | undefined {
  const inputs = value.length === 0 ? {} : { v: value[0] ?? null }
  return validateInputs(readStartVariables([aField(field)]), inputs)['v']
}

function refusal(field: JsonObject, ...value: readonly JsonValue[]): string | undefined {
  const error = catchError(() => validate(field, ...value))
  return error instanceof InvalidInput ? error.message : undefined
}

function catchError(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return undefined
}
