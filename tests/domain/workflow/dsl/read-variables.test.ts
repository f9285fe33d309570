import { isUuid, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import {
  conversationVariableId,
  DslInvalid,
  MAX_VARIABLE_BYTES,
  readVariables,
  readWorkflow,
} from '@weft/domain/workflow'
import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'

describe('readVariables', () => {
  it('reads name, value and place, whatever the id', () => {
    const [variable] = readVariables(
      [{ id: 'my-own-id', name: 'login', value_type: 'number', value: 0, description: 'd' }],
      'env',
    )
    expect(variable).toEqual({
      id: 'my-own-id',
      name: 'login',
      description: 'd',
      selector: ['env', 'login'],
      segment: { type: 'integer', value: 0 },
    })
  })

  it('puts a variable where its section says, not where the document does', () => {
    const raw = aVariable({ selector: ['sys', 'user_id'] })
    expect(readVariables([raw], 'conversation')[0]?.selector).toEqual(['conversation', 'v'])
  })

  it.each<['env' | 'conversation', string, JsonValue, string]>([
    ['env', 'string', '', 'string'],
    ['env', 'secret', '', 'secret'],
    ['env', 'number', 1.5, 'float'],
    ['env', 'integer', 2, 'integer'],
    ['env', 'float', 2, 'float'],
    ['conversation', 'boolean', false, 'boolean'],
    ['conversation', 'object', {}, 'object'],
    ['conversation', 'array[string]', [], 'array[string]'],
    ['conversation', 'array[number]', [1, 2.5], 'array[number]'],
    ['conversation', 'array[object]', [{}], 'array[object]'],
    ['conversation', 'array[boolean]', [true], 'array[boolean]'],
  ])('takes in %s a %s of %j', (scope, type, value, stored) => {
    const raw = aVariable({ value_type: type, value })
    expect(readVariables([raw], scope)[0]?.segment).toEqual({ type: stored, value })
  })

  it.each<['env' | 'conversation', JsonObject, string, string]>([
    ['env', { name: '' }, 'runtime_variables.invalid_name', 'missing name'],
    ['env', { name: null }, 'runtime_variables.invalid_name', 'missing name'],
    ['env', { value_type: null }, 'runtime_variables.invalid_item', 'missing value type'],
    ['env', { value: null }, 'runtime_variables.invalid_item', 'missing value'],
    [
      'env',
      { value_type: 'object' },
      'runtime_variables.invalid_item',
      'not supported value type object',
    ],
    [
      'conversation',
      { value_type: 'secret' },
      'runtime_variables.invalid_item',
      'not supported value type secret',
    ],
    [
      'conversation',
      { value_type: 'array[file]' },
      'runtime_variables.invalid_item',
      'not supported value type array[file]',
    ],
    [
      'env',
      { value_type: 'number', value: 'x' },
      'runtime_variables.invalid_item',
      'invalid number value x',
    ],
    [
      'env',
      { value_type: 'number', value: true },
      'runtime_variables.invalid_item',
      'invalid number value True',
    ],
    [
      'conversation',
      { value_type: 'object', value: [] },
      'runtime_variables.invalid_item',
      'Type mismatch: expected object, but got array[any], value=[]',
    ],
  ])('refuses in %s the change %j', (scope, change, code, message) => {
    const error = catchError(() => readVariables([aVariable({}), aVariable(change)], scope))
    expect(error).toBeInstanceOf(DslInvalid)
    expect(error).toMatchObject({ code, message, details: { index: 1 } })
  })

  it('refuses what is no list of maps', () => {
    expect(catchError(() => readVariables({}, 'env'))).toMatchObject({
      code: 'runtime_variables.invalid',
    })
    expect(catchError(() => readVariables(['x'], 'env'))).toMatchObject({
      code: 'runtime_variables.invalid_item',
    })
    expect(readVariables(undefined, 'env')).toEqual([])
    expect(readVariables(null, 'conversation')).toEqual([])
  })

  it('limits a value to 200 KiB, counted in bytes', () => {
    const ok = aVariable({ value: 'x'.repeat(MAX_VARIABLE_BYTES) })
    expect(readVariables([ok], 'env')).toHaveLength(1)
    const long = aVariable({ value: 'é'.repeat(MAX_VARIABLE_BYTES / 2 + 1) })
    expect(() => readVariables([long], 'env')).toThrow('variable size 204802 exceeds limit 204800')
    const emoji = aVariable({ value: '😀'.repeat(51_200) })
    expect(readVariables([emoji], 'env')).toHaveLength(1)
    const list = aVariable({ value_type: 'array[string]', value: ['日'.repeat(70_000)] })
    expect(() => readVariables([list], 'conversation')).toThrow(
      'variable size 210004 exceeds limit 204800',
    )
  })

  it('is part of reading a workflow', () => {
    const section = {
      graph: { nodes: [], edges: [] },
      environment_variables: [aVariable({ name: 'e', value_type: 'secret', value: 's' })],
      conversation_variables: [aVariable({ name: 'c' })],
    }
    const { environmentVariables, conversationVariables } = readWorkflow(section)
    expect(environmentVariables.map((variable) => variable.segment.type)).toEqual(['secret'])
    expect(conversationVariables.map((variable) => variable.selector)).toEqual([
      ['conversation', 'c'],
    ])
  })
})

describe('conversationVariableId', () => {
  it('depends on the name alone', () => {
    expect(conversationVariableId('optimization_comparison_prompt')).toBe(
      'ad1a12bd-c4de-5b21-a5f2-81f86acfa8d4',
    )
  })

  it('is the UUIDv5 that SHA-1 gives, for any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (name) => {
        const id = conversationVariableId(name)
        expect(isUuid(id)).toBe(true)
        expect(id).toBe(referenceUuidV5(`dify:conversation-variable:${name}`))
      }),
    )
  })
})

function referenceUuidV5(name: string): string {
  const namespace = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex')
  const bytes = createHash('sha1').update(namespace).update(name, 'utf8').digest().subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x50
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function aVariable(change: JsonObject): JsonObject {
  return { id: 'x', name: 'v', value_type: 'string', value: 'text', ...change }
}

function catchError(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return undefined
}
