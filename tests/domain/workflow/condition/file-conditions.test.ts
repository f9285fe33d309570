import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import { evaluateConditions, NodeData, parseConditionGroup } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'
import { segment, variablesOf } from './variables.js'

function file(type: string, extension: string, size = 10): JsonObject {
  return {
    dify_model_identity: '__dify__file__',
    type,
    transfer_method: 'remote_url',
    remote_url: 'http://files.test/x',
    filename: `x${extension}`,
    extension,
    mime_type: 'application/octet-stream',
    size,
  }
}

const image = file('image', '.png', 2000)
const paper = file('document', '.pdf', 10)

function verdict(
  files: readonly JsonObject[],
  sub: { readonly [key: string]: JsonValue } | null,
  operator = 'contains',
): boolean | string {
  const conditions = [
    {
      variable_selector: ['sys', 'files'],
      comparison_operator: operator,
      value: '',
      sub_variable_condition: sub,
    },
  ]
  const group = parseConditionGroup(NodeData.of({ id: 'if', title: '', data: { conditions } }))
  const outcome = evaluateConditions(
    group,
    variablesOf({
      'sys.files': segment('array[file]', files),
      'env.type': segment('string', 'image'),
    }),
  )
  return outcome.type === 'decided' ? outcome.isMet : outcome.message
}

function sub(key: string, comparison_operator: string, value: JsonValue, logical = 'and') {
  return { logical_operator: logical, conditions: [{ key, comparison_operator, value }] }
}

describe('conditions on a list of files (H73)', () => {
  it('hold when any file matches', () => {
    expect(verdict([image, paper], sub('type', 'in', ['image']))).toBe(true)
    expect(verdict([paper], sub('type', 'in', ['image']))).toBe(false)
    expect(verdict([], sub('type', 'in', ['image']))).toBe(false)
  })

  it('hold for a negated operator when all files match', () => {
    expect(verdict([image, paper], sub('type', 'not in', ['image']))).toBe(false)
    expect(verdict([paper, paper], sub('type', 'not in', ['image']))).toBe(true)
  })

  it('do not depend on the outer operator', () => {
    expect(verdict([image], sub('type', 'in', ['image']), 'not contains')).toBe(true)
    expect(verdict([image], sub('type', 'in', ['image']), 'all of')).toBe(true)
  })

  it('compare extensions with a leading dot on both sides', () => {
    expect(verdict([image], sub('extension', 'is', 'png'))).toBe(true)
    expect(verdict([image], sub('extension', 'is', '.png'))).toBe(true)
    expect(verdict([file('image', 'png')], sub('extension', 'is', '.png'))).toBe(true)
    expect(verdict([image], sub('extension', 'in', ['png']))).toBe(
      'Expected value must be a string when key is extension',
    )
  })

  it('compare sizes as numbers and names as text', () => {
    expect(verdict([image, paper], sub('size', '>', '1000'))).toBe(true)
    expect(verdict([paper], sub('size', '>', '1000'))).toBe(false)
    expect(verdict([image, paper], sub('name', 'contains', 'pdf'))).toBe(true)
  })

  it('fill references into the expected text', () => {
    expect(verdict([image], sub('type', 'is', '{{#env.type#}}'))).toBe(true)
  })

  it('combine by their own operator', () => {
    const both = (logical_operator: string) => ({
      logical_operator,
      conditions: [
        { key: 'type', comparison_operator: 'in', value: ['image'] },
        { key: 'size', comparison_operator: '<', value: '100' },
      ],
    })
    expect(verdict([image, paper], both('and'))).toBe(true)
    expect(verdict([image], both('and'))).toBe(false)
    expect(verdict([image], both('or'))).toBe(true)
  })

  it('are needed for the operators that look into the files', () => {
    expect(verdict([image], null)).toBe('Sub variable is required')
    expect(verdict([image], null, 'not empty')).toBe(true)
  })

  it('fail on an attribute files do not have', () => {
    expect(verdict([image], sub('colour', 'is', 'red'))).toBe(
      '"colour" is not an attribute of a file',
    )
  })
})
