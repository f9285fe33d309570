import { ListOperatorError } from './list-operator-error.js'

type Test<Value> = (value: Value) => boolean

/** @throws ListOperatorError for an operator that texts do not have. */
export function textTest(operator: string, expected: string): Test<string> {
  const test = lookUp(TEXT_TESTS, operator)
  return (value) => test(value, expected)
}

/** @throws ListOperatorError for an operator that numbers do not have. */
export function numberTest(operator: string, expected: number): Test<number> {
  const test = lookUp(NUMBER_TESTS, operator)
  return (value) => test(value, expected)
}

/** @throws ListOperatorError for an operator that truth values do not have. */
export function booleanTest(operator: string, expected: boolean): Test<boolean> {
  const test = lookUp(BOOLEAN_TESTS, operator)
  return (value) => test(value, expected)
}

/**
 * Whether a text is one of several, or within one.
 *
 * @throws ListOperatorError for any other operator.
 */
export function membershipTest(
  operator: string,
  expected: readonly string[] | string,
): Test<string> {
  const test = lookUp(MEMBERSHIP_TESTS, operator)
  return (value) => test(value, expected)
}

type Tests<Value, Expected = Value> = {
  readonly [operator: string]: (value: Value, expected: Expected) => boolean
}

const TEXT_TESTS: Tests<string> = {
  contains: (value, expected) => value.includes(expected),
  'not contains': (value, expected) => !value.includes(expected),
  'start with': (value, expected) => value.startsWith(expected),
  'end with': (value, expected) => value.endsWith(expected),
  is: (value, expected) => value === expected,
  'is not': (value, expected) => value !== expected,
  in: (value, expected) => expected.includes(value),
  'not in': (value, expected) => !expected.includes(value),
  empty: (value) => value === '',
  'not empty': (value) => value !== '',
}

const NUMBER_TESTS: Tests<number> = {
  '=': (value, expected) => value === expected,
  '≠': (value, expected) => value !== expected,
  '<': (value, expected) => value < expected,
  '>': (value, expected) => value > expected,
  '≤': (value, expected) => value <= expected,
  '≥': (value, expected) => value >= expected,
}

const BOOLEAN_TESTS: Tests<boolean> = {
  is: (value, expected) => value === expected,
  'is not': (value, expected) => value !== expected,
}

const MEMBERSHIP_TESTS: Tests<string, readonly string[] | string> = {
  in: (value, expected) => expected.includes(value),
  'not in': (value, expected) => !expected.includes(value),
}

function lookUp<Value, Expected>(
  tests: Tests<Value, Expected>,
  operator: string,
): (value: Value, expected: Expected) => boolean {
  const test = Object.hasOwn(tests, operator) ? tests[operator] : undefined
  if (test === undefined)
    throw new ListOperatorError(`Invalid condition: ${operator}`, 'InvalidConditionError')
  return test
}
