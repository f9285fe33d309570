import type { JsonValue } from '../../kernel/index.js'
import { pythonRepr } from '../value/python-text.js'
import { renderLog } from '../value/render-segment.js'
import type { Segment } from '../value/segment.js'
import { templateSelectors } from '../variable/template.js'
import type { VariableReader } from '../variable/variable-reader.js'
import { compare } from './compare.js'
import type {
  ComparisonOperator,
  Condition,
  ConditionGroup,
  Expected,
  LogicalOperator,
} from './condition.js'
import { ConditionNotEvaluable } from './condition-not-evaluable.js'
import { evaluateFileConditions } from './evaluate-file-conditions.js'
import { resolveExpected } from './resolve-expected.js'

/** What was compared, for the record: secrets masked. */
export type ConditionComparison = {
  readonly actual: JsonValue
  readonly expected: JsonValue
  readonly operator: ComparisonOperator
}

type Evaluated = {
  /** Of the conditions that were looked at, in order; later ones did not matter any more. */
  readonly results: readonly boolean[]
  readonly comparisons: readonly ConditionComparison[]
}

export type ConditionOutcome =
  | (Evaluated & { readonly type: 'decided'; readonly isMet: boolean })
  /** A condition could not be decided; the message says why. */
  | (Evaluated & { readonly type: 'failed'; readonly message: string })

/**
 * Decides a group of conditions against the variables, in order and no further than needed. A condition on a missing
 * variable fails, whatever its operator.
 */
export function evaluateConditions(
  { logicalOperator, conditions }: ConditionGroup,
  variables: VariableReader,
): ConditionOutcome {
  const results: boolean[] = []
  const comparisons: ConditionComparison[] = []
  try {
    for (const condition of conditions) {
      const isMet = evaluateCondition(condition, variables, comparisons)
      results.push(isMet)
      if (isDecisive(logicalOperator, isMet))
        return { type: 'decided', isMet, results, comparisons }
    }
  } catch (error) {
    if (error instanceof ConditionNotEvaluable)
      return { type: 'failed', message: error.message, results, comparisons }
    throw error
  }
  return { type: 'decided', isMet: logicalOperator === 'and', results, comparisons }
}

function isDecisive(logicalOperator: LogicalOperator, isMet: boolean): boolean {
  return isMet === (logicalOperator === 'or')
}

function evaluateCondition(
  condition: Condition,
  variables: VariableReader,
  comparisons: ConditionComparison[],
): boolean {
  const actual = variables.get(condition.selector)
  if (!actual)
    throw new ConditionNotEvaluable(`Variable ${pythonRepr(condition.selector)} not found`)
  const { operator } = condition
  const expected = toExpectedValue(condition.expected, actual, operator, variables)
  comparisons.push({
    actual: actual.type === 'secret' ? renderLog(actual) : actual.value,
    expected: showsSecret(condition.expected, variables)
      ? resolveExpected(condition.expected, variables, 'log')
      : expected,
    operator,
  })
  return asksForFiles(actual, operator)
    ? evaluateFileConditions(condition.fileConditions, actual, variables)
    : compare(actual, operator, expected)
}

function showsSecret(expected: Expected, variables: VariableReader): boolean {
  if (expected.type === 'value') return false
  const selectors = templateSelectors(expected.template)
  return selectors.some((selector) => variables.get(selector)?.type === 'secret')
}

function toExpectedValue(
  expected: Expected,
  actual: Segment,
  operator: ComparisonOperator,
  variables: VariableReader,
): JsonValue {
  const value = resolveExpected(expected, variables)
  const isFlag = actual.type === 'boolean' || actual.type === 'array[boolean]'
  return isFlag && !WITHOUT_EXPECTED.has(operator) ? toFlags(value) : value
}

const WITHOUT_EXPECTED: ReadonlySet<ComparisonOperator> = new Set([
  'empty',
  'not empty',
  'null',
  'not null',
  'exists',
  'not exists',
])

function toFlags(value: JsonValue): JsonValue {
  return Array.isArray(value) ? value.map(toFlag) : toFlag(value)
}

function toFlag(value: JsonValue): boolean {
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return value !== 0
  const flag = typeof value === 'string' ? FLAGS.get(value.trim().toLowerCase()) : undefined
  if (flag === undefined)
    throw new ConditionNotEvaluable(`Cannot convert ${pythonRepr(value)} to true or false`)
  return flag
}

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
])

const ASKING_FOR_FILES: ReadonlySet<ComparisonOperator> = new Set([
  'contains',
  'not contains',
  'all of',
])

function asksForFiles(actual: Segment, operator: ComparisonOperator): boolean {
  return actual.type === 'array[file]' && ASKING_FOR_FILES.has(operator)
}
