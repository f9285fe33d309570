import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import {
  evaluateConditions,
  NodeData,
  parseConditionGroup,
  type ConditionOutcome,
  type Segment,
} from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'
import { segment, variablesOf } from './variables.js'

function group(data: JsonObject) {
  return parseConditionGroup(NodeData.of({ id: 'if', title: 'If', data }))
}

function evaluate(actual: Segment, operator: string, value: JsonValue): ConditionOutcome {
  const conditions = [{ variable_selector: ['n', 'v'], comparison_operator: operator, value }]
  return evaluateConditions(group({ conditions }), variablesOf({ 'n.v': actual }))
}

function verdict(actual: Segment, operator: string, value: JsonValue): boolean | string {
  const outcome = evaluate(actual, operator, value)
  return outcome.type === 'decided' ? outcome.isMet : outcome.message
}

const text = (value: string) => segment('string', value)
const integer = (value: number) => segment('integer', value)
const float = (value: number) => segment('float', value)
const flag = (value: boolean) => segment('boolean', value)
const strings = (...value: string[]) => segment('array[string]', value)
const none = segment('none', null)

describe('a single condition (H72)', () => {
  it.each<[Segment, string, JsonValue, boolean | string]>([
    // contains
    [text('hello world'), 'contains', 'world', true],
    [text('hello world'), 'contains', 'mars', false],
    [text('v3'), 'contains', 3, true],
    [text(''), 'contains', '', false],
    [text(''), 'not contains', 'x', true],
    [none, 'contains', 'x', false],
    [none, 'not contains', 'x', true],
    [integer(0), 'contains', 'x', false],
    [strings('a', 'b'), 'contains', 'b', true],
    [strings('ab'), 'contains', 'a', false],
    [strings('a'), 'not contains', 'b', true],
    [segment('array[number]', [1, 2]), 'contains', '1', false],
    [integer(5), 'contains', '5', 'Invalid actual value type: string or array'],
    [segment('object', { a: 1 }), 'contains', 'a', 'Invalid actual value type: string or array'],
    // start with, end with
    [text('hello'), 'start with', 'he', true],
    [text('hello'), 'end with', 'lo', true],
    [text('hello'), 'start with', 'lo', false],
    [text(''), 'start with', '', false],
    [integer(1), 'start with', '1', 'Invalid actual value type: string'],
    [text('a'), 'end with', null, 'Invalid expected value type: string'],
    // is
    [text('a'), 'is', 'a', true],
    [text('a'), 'is not', 'a', false],
    [text('a'), 'is not', 'b', true],
    [none, 'is', 'a', false],
    [none, 'is not', 'a', false],
    [flag(true), 'is', 'true', true],
    [flag(true), 'is', '0', false],
    [flag(false), 'is', false, true],
    [flag(false), 'is not', 1, true],
    [flag(true), 'is', 'yes', "Cannot convert 'yes' to true or false"],
    [integer(1), 'is', '1', 'Invalid actual value type: string or boolean'],
    [strings('a'), 'is', 'a', 'Invalid actual value type: string or boolean'],
    // empty
    [text(''), 'empty', '', true],
    [strings(), 'empty', '', true],
    [segment('object', {}), 'empty', '', true],
    [integer(0), 'empty', '', true],
    [flag(false), 'empty', '', true],
    [none, 'empty', '', true],
    [text(' '), 'empty', '', false],
    [text('x'), 'not empty', '', true],
    [integer(0), 'not empty', '', false],
    // = and ≠
    [integer(3), '=', '3', true],
    [integer(3), '≠', '3', false],
    [integer(3), '=', ' +3 ', true],
    [integer(1), '=', '1.5', "Cannot convert '1.5' to an integer"],
    [integer(1), '=', '', "Cannot convert '' to an integer"],
    [float(1.5), '=', '1.5', true],
    [float(2), '=', '2.0', true],
    [float(2), '≠', '1e1', true],
    [float(2), '=', 'two', "Cannot convert 'two' to number"],
    [none, '=', '0', false],
    [none, '≠', '0', false],
    [flag(true), '=', '1', true],
    [flag(false), '≠', 'true', true],
    [text('3'), '=', '3', 'Invalid actual value type: number or boolean'],
    // order
    [integer(3), '>', '2', true],
    [integer(3), '>', '3', false],
    [integer(3), '≥', '3', true],
    [float(2.5), '<', '2.6', true],
    [float(2.5), '≤', 2, false],
    [none, '>', '0', false],
    [none, '≤', '0', false],
    [integer(3), '>', 'abc', "Cannot convert 'abc' to number"],
    [text('3'), '>', '2', 'Invalid actual value type: number'],
    // null
    [none, 'null', '', true],
    [text(''), 'null', '', false],
    [text(''), 'not null', '', true],
    [none, 'exists', '', false],
    [none, 'not exists', '', true],
    // in
    [text('a'), 'in', ['a', 'b'], true],
    [text('c'), 'in', ['a', 'b'], false],
    [text('c'), 'not in', ['a', 'b'], true],
    [text(''), 'in', 'not a list', false],
    [none, 'not in', ['a'], true],
    [text('a'), 'in', 'abc', 'Invalid expected value type: array'],
    // all of
    [strings('a', 'b', 'c'), 'all of', ['a', 'c'], true],
    [strings('a', 'b'), 'all of', ['a', 'c'], false],
    [strings(), 'all of', ['a'], false],
    [text('abc'), 'all of', ['a', 'c'], true],
    [segment('array[boolean]', [true, false]), 'all of', ['true', '0'], true],
    [strings('a'), 'all of', [1], 'Invalid expected value type: array of strings or booleans'],
  ])('%j %s %j is %j', (actual, operator, value, expected) => {
    expect(verdict(actual, operator, value)).toBe(expected)
  })

  it.each([
    ['==', true],
    ['!=', false],
    ['>=', true],
    ['<=', true],
  ])('reads the plain spelling %s', (operator, expected) => {
    expect(verdict(integer(3), operator, '3')).toBe(expected)
  })

  it('fills references into the expected text', () => {
    const conditions = [
      { variable_selector: ['n', 'v'], comparison_operator: 'is', value: '{{#n.w#}}!' },
    ]
    const variables = variablesOf({ 'n.v': text('yes!'), 'n.w': text('yes') })
    expect(evaluateConditions(group({ conditions }), variables)).toMatchObject({
      isMet: true,
      comparisons: [{ actual: 'yes!', expected: 'yes!', operator: 'is' }],
    })
  })

  it.each(['empty', 'not exists', 'is'])('fails on a missing variable, also for %s', (operator) => {
    const conditions = [{ variable_selector: ['n', 'gone'], comparison_operator: operator }]
    expect(evaluateConditions(group({ conditions }), variablesOf({}))).toMatchObject({
      type: 'failed',
      message: "Variable ['n', 'gone'] not found",
    })
  })
})

describe('a group of conditions (H72)', () => {
  const variables = variablesOf({ 'n.v': text('a') })
  const is = (value: string) => ({
    variable_selector: ['n', 'v'],
    comparison_operator: 'is',
    value,
  })
  const results = (logical_operator: string | null, ...values: string[]) => {
    const data = { logical_operator, conditions: values.map(is) }
    const outcome = evaluateConditions(group(data), variables)
    return outcome.type === 'decided' ? [outcome.isMet, outcome.results] : outcome.message
  }

  it('holds for `and` when every condition does, and stops at the first that does not', () => {
    expect(results('and', 'a', 'a')).toEqual([true, [true, true]])
    expect(results('and', 'b', 'a')).toEqual([false, [false]])
  })

  it('holds for `or` when any condition does, and stops there', () => {
    expect(results('or', 'b', 'a', 'b')).toEqual([true, [false, true]])
    expect(results('or', 'b', 'c')).toEqual([false, [false, false]])
  })

  it('means `and` when nothing is said', () => {
    expect(results(null, 'a', 'b')).toEqual([false, [true, false]])
  })

  it('without conditions holds for `and` and does not for `or`', () => {
    expect(results('and')).toEqual([true, []])
    expect(results('or')).toEqual([false, []])
  })

  it('names the field of a condition that cannot be read', () => {
    const conditions = [is('a'), { variable_selector: ['n'], comparison_operator: 'is' }]
    expect(() => group({ conditions })).toThrow(
      'Node if: conditions[1].variable_selector must be a list of at least two texts, got ["n"].',
    )
    expect(() => group({ conditions: [{ ...is('a'), comparison_operator: 'like' }] })).toThrow(
      /^Node if: conditions\[0\]\.comparison_operator must be one of contains, .*, got "like"\.$/,
    )
  })
})
