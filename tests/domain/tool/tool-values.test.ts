import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import {
  BlobAssembler,
  canBeUsedByModels,
  castArgument,
  completeArguments,
  describeTool,
  providerName,
  TOOL_PARAMETER_TYPES,
  ToolArgumentInvalid,
  ToolFileError,
  toolObservation,
  toToolDefinition,
  type ToolBlobChunk,
  type ToolParameter,
  type ToolParameterType,
} from '@weft/domain/tool'
import { createFileValue } from '@weft/domain/workflow'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const parameter = (changes: Partial<ToolParameter> = {}): ToolParameter => ({
  name: 'p',
  type: 'string',
  form: 'llm',
  description: 'P',
  isRequired: false,
  ...changes,
})
const cast = (type: ToolParameterType, value: JsonValue) => castArgument(parameter({ type }), value)

describe('castArgument', () => {
  it.each<[ToolParameterType, JsonValue, JsonValue]>([
    ['boolean', 'No', false],
    ['boolean', 'maybe', true],
    ['boolean', '', false],
    ['boolean', null, false],
    ['boolean', 'Y', true],
    ['boolean', 2, true],
    ['number', '1.5', 1.5],
    ['number', '2', 2],
    ['number', '', null],
    ['number', null, null],
    ['number', 7, 7],
    ['array', '[1]', [1]],
    ['array', 'x', ['x']],
    ['array', { a: 1 }, [{ a: 1 }]],
    ['object', 'x', {}],
    ['object', '{"a":1}', { a: 1 }],
    ['string', null, ''],
    ['string', 5, '5'],
    ['string', { a: [true] }, "{'a': [True]}"],
    ['checkbox', true, 'True'],
    ['file', ['f'], 'f'],
    ['files', 'f', ['f']],
    ['any', 'x', 'x'],
    ['array[tools]', null, null],
  ])('reads a value for %s: %j becomes %j (86)', (type, value, expected) => {
    expect(cast(type, value)).toEqual(expected)
  })

  it.each<[ToolParameterType, JsonValue]>([
    ['number', 'x'],
    ['number', ' '],
    ['file', ['a', 'b']],
    ['file', []],
    ['model-selector', 'gpt'],
    ['app-selector', ['x']],
    ['array[tools]', 'x'],
    ['any', true],
  ])('refuses what is no %s: %j (86)', (type, value) => {
    expect(() => cast(type, value)).toThrow(ToolArgumentInvalid)
  })

  it('gives a value or refuses, and gives the same for what it gave (property)', () => {
    const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as JsonValue)
    fc.assert(
      fc.property(fc.constantFrom(...TOOL_PARAMETER_TYPES), json, (type, value) => {
        let once: JsonValue
        try {
          once = cast(type, value)
        } catch (error) {
          expect(error).toBeInstanceOf(ToolArgumentInvalid)
          return
        }
        if (once !== null) expect(cast(type, once)).toEqual(once)
      }),
    )
  })
})

describe('completeArguments', () => {
  const complete = (given: JsonObject, ...parameters: readonly ToolParameter[]) =>
    completeArguments(parameters, given)

  it('leaves out what is not declared and fills in what is not given', () => {
    const form = parameter({ name: 'f', form: 'form', type: 'number', defaultValue: '5' })
    expect(complete({ p: 1, other: 2, f: '' }, parameter(), form)).toEqual({ p: '1', f: 5 })
    expect(complete({ f: 0 }, form)).toEqual({ f: 0 })
    expect(complete({}, parameter())).toEqual({})
  })

  it('does not take what a map inherits for a value', () => {
    expect(complete({}, parameter({ name: 'constructor' }))).toEqual({})
  })

  it('refuses a choice nobody offered (87)', () => {
    const select = parameter({ type: 'select', form: 'form', options: ['a', 'b'] })
    expect(complete({ p: 'a' }, select)).toEqual({ p: 'a' })
    expect(() => complete({ p: 'c' }, select)).toThrow(ToolArgumentInvalid)
    const several = { ...select, isMultiple: true }
    expect(complete({ p: ['a', 'b'] }, several)).toEqual({ p: ['a', 'b'] })
    expect(() => complete({ p: ['a', 'c'] }, several)).toThrow(ToolArgumentInvalid)
  })

  it('misses what is required (87)', () => {
    expect(() => complete({ p: '' }, parameter({ form: 'form', isRequired: true }))).toThrow(
      'tool parameter p not found in tool config',
    )
  })
})

describe('toToolDefinition', () => {
  it('offers what models fill in, files apart', () => {
    const schema = { type: 'array', items: { type: 'string' } }
    const definition = toToolDefinition({
      name: 'look',
      label: 'Look',
      description: 'Looks.',
      parameters: [
        parameter({ name: 'q', isRequired: true }),
        parameter({ name: 's', type: 'select', options: ['a'] }),
        parameter({ name: 'l', type: 'array', schema }),
        parameter({ name: 'f', form: 'form', isRequired: true }),
        parameter({ name: 'x', type: 'files' }),
      ],
    })
    expect(definition).toEqual({
      name: 'look',
      description: 'Looks.',
      parameters: {
        type: 'object',
        properties: {
          q: { type: 'string', description: 'P' },
          s: { type: 'string', description: 'P', enum: ['a'] },
          l: schema,
        },
        required: ['q'],
      },
    })
  })

  it('knows which tools need a file', () => {
    const tool = (changes: Partial<ToolParameter>) => ({
      name: 't',
      label: 't',
      description: '',
      parameters: [parameter(changes)],
    })
    expect(canBeUsedByModels(tool({ type: 'file', isRequired: true }))).toBe(false)
    expect(canBeUsedByModels(tool({ type: 'file' }))).toBe(true)
  })
})

describe('toolObservation', () => {
  it('puts JSON behind everything else, once (88)', () => {
    const a = { type: 'text', text: 'A' } as const
    const json = { type: 'json', value: { k: 'é' } } as const
    expect(toolObservation([json, a])).toBe('A{"k": "é"}')
    expect(toolObservation([{ type: 'text', text: '{"k": "é"}' }, json])).toBe('{"k": "é"}')
    expect(toolObservation([a, { ...json, isSuppressed: true }])).toBe('A')
    expect(toolObservation([a, { type: 'variable', name: 'v', value: 1 }])).toBe('A')
  })

  it('says that files are with the user', () => {
    const image = createFileValue({ type: 'image', transferMethod: 'tool_file' })
    expect(toolObservation([{ type: 'file', file: image }])).toMatch(/^The image/)
    expect(toolObservation([{ type: 'link', url: 'https://x.test' }])).toContain('https://x.test')
  })
})

describe('BlobAssembler', () => {
  const chunk = (changes: Partial<ToolBlobChunk> = {}): ToolBlobChunk => ({
    type: 'blob-chunk',
    id: 'b',
    sequence: 0,
    totalBytes: 2,
    bytes: Uint8Array.of(1),
    isLast: false,
    ...changes,
  })

  it('puts any pieces together again (property)', () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 5 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(pieces, (parts) => {
        const assembler = new BlobAssembler()
        const whole = Uint8Array.from(parts.flatMap((part) => Array.from(part)))
        const given = parts.map((bytes, sequence) =>
          assembler.add(
            chunk({
              sequence,
              bytes,
              totalBytes: whole.length,
              isLast: sequence === parts.length - 1,
            }),
          ),
        )
        expect(given.filter((blob) => blob !== undefined)).toEqual([{ type: 'blob', bytes: whole }])
        assembler.end()
      }),
    )
  })

  it.each([
    ['a piece too few', [chunk({ isLast: true })]],
    ['a length that changes', [chunk(), chunk({ sequence: 1, totalBytes: 3 })]],
    ['a gap', [chunk(), chunk({ sequence: 2 })]],
    ['too much', [chunk({ bytes: Uint8Array.of(1, 2, 3) })]],
    ['more than is kept', [chunk({ totalBytes: 1e9 })]],
    ['a length that is none', [chunk({ totalBytes: Number.NaN })]],
  ])('refuses %s', (_, chunks) => {
    const assembler = new BlobAssembler()
    expect(() => {
      for (const each of chunks) assembler.add(each)
    }).toThrow(ToolFileError)
  })
})

describe('names of tools', () => {
  it('are those of their providers, however they are spelt', () => {
    expect(['time', 'langgenius/time/time', 'a/b'].map(providerName)).toEqual([
      'time',
      'time',
      'a/b',
    ])
    expect(describeTool({ providerType: 'builtin', provider: 'time', tool: 'now' })).toBe(
      'time/now',
    )
  })
})
