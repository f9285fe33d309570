import type { JsonValue } from '../../kernel/index.js'
import { pythonString } from '../value/python-text.js'
import type { Segment } from '../value/segment.js'
import type { ComparisonOperator } from './condition.js'
import { ConditionNotEvaluable } from './condition-not-evaluable.js'
import { isSameValue, isTruthy } from './json-equality.js'
import { parseFloatText, parseIntegerText } from './parse-number.js'

type Comparison = (actual: Segment, expected: JsonValue) => boolean

/**
 * Compares an actual value with an expected one.
 *
 * @throws ConditionNotEvaluable when values of these types cannot be compared that way.
 */
export function compare(
  actual: Segment,
  operator: ComparisonOperator,
  expected: JsonValue,
): boolean {
  return COMPARISONS[operator](actual, expected)
}

const COMPARISONS: Readonly<Record<ComparisonOperator, Comparison>> = {
  contains: (actual, expected) => isTruthy(actual.value) && contains(actual.value, expected),
  'not contains': (actual, expected) =>
    !isTruthy(actual.value) || !contains(actual.value, expected),
  'start with': (actual, expected) =>
    isTruthy(actual.value) && requireText(actual.value).startsWith(requireExpectedText(expected)),
  'end with': (actual, expected) =>
    isTruthy(actual.value) && requireText(actual.value).endsWith(requireExpectedText(expected)),
  is: ({ value }, expected) => value !== null && requireTextOrFlag(value) === expected,
  'is not': ({ value }, expected) => value !== null && requireTextOrFlag(value) !== expected,
  empty: ({ value }) => !isTruthy(value),
  'not empty': ({ value }) => isTruthy(value),
  in: ({ value }, expected) => isTruthy(value) && isAmong(value, expected),
  'not in': ({ value }, expected) => !isTruthy(value) || !isAmong(value, expected),
  'all of': ({ value }, expected) => isTruthy(value) && holdsAll(value, expected),
  '=': (actual, expected) => actual.value !== null && equalsNumber(actual, expected),
  '≠': (actual, expected) => actual.value !== null && !equalsNumber(actual, expected),
  '>': ordered((a, b) => a > b),
  '<': ordered((a, b) => a < b),
  '≥': ordered((a, b) => a >= b),
  '≤': ordered((a, b) => a <= b),
  null: ({ value }) => value === null,
  'not null': ({ value }) => value !== null,
  exists: ({ value }) => value !== null,
  'not exists': ({ value }) => value === null,
}

function contains(actual: JsonValue, expected: JsonValue): boolean {
  if (typeof actual === 'string')
    return actual.includes(typeof expected === 'string' ? expected : pythonString(expected))
  if (!Array.isArray(actual)) return refuse('Invalid actual value type: string or array')
  return holds(actual, expected)
}

function holds(list: readonly JsonValue[], wanted: JsonValue): boolean {
  return list.some((element) => isSameValue(element, wanted))
}

function isAmong(actual: JsonValue, expected: JsonValue): boolean {
  if (!Array.isArray(expected)) return refuse('Invalid expected value type: array')
  return holds(expected, actual)
}

function holdsAll(actual: JsonValue, expected: JsonValue): boolean {
  if (!isListOfOneOf(expected, 'string') && !isListOfOneOf(expected, 'boolean'))
    return refuse('Invalid expected value type: array of strings or booleans')
  return expected.every((wanted) => contains(actual, wanted))
}

function isListOfOneOf(
  value: JsonValue,
  type: 'string' | 'boolean',
): value is readonly JsonValue[] {
  return Array.isArray(value) && value.every((element) => typeof element === type)
}

function requireText(value: JsonValue): string {
  return typeof value === 'string' ? value : refuse('Invalid actual value type: string')
}

function requireExpectedText(value: JsonValue): string {
  return typeof value === 'string' ? value : refuse('Invalid expected value type: string')
}

function requireTextOrFlag(value: JsonValue): string | boolean {
  return typeof value === 'string' || typeof value === 'boolean'
    ? value
    : refuse('Invalid actual value type: string or boolean')
}

function equalsNumber({ type, value }: Segment, expected: JsonValue): boolean {
  if (typeof value === 'boolean') return value === isTruthy(expected)
  if (typeof value !== 'number') return refuse('Invalid actual value type: number or boolean')
  const isFloat = type === 'float' || !Number.isInteger(value)
  return value === (isFloat ? toFloat(expected) : toInteger(expected))
}

function ordered(isInOrder: (actual: number, expected: number) => boolean): Comparison {
  return ({ value }, expected) => {
    if (value === null) return false
    if (typeof value !== 'number') return refuse('Invalid actual value type: number')
    return isInOrder(value, toFloat(expected))
  }
}

function toInteger(expected: JsonValue): number {
  if (typeof expected === 'number') return Math.trunc(expected)
  if (typeof expected === 'boolean') return Number(expected)
  const number = typeof expected === 'string' ? parseIntegerText(expected) : undefined
  return number ?? refuse(`Cannot convert '${pythonString(expected)}' to an integer`)
}

function toFloat(expected: JsonValue): number {
  if (typeof expected === 'number') return expected
  if (typeof expected === 'boolean') return Number(expected)
  const number = typeof expected === 'string' ? parseFloatText(expected) : undefined
  return number ?? refuse(`Cannot convert '${pythonString(expected)}' to number`)
}

function refuse(message: string): never {
  throw new ConditionNotEvaluable(message)
}
