import type { JsonValue } from '../../kernel/index.js'
import { fileAttribute, isFileValue, type FileValue } from '../value/file-value.js'
import type { Segment } from '../value/segment.js'
import { toSegment } from '../value/to-segment.js'
import type { VariableReader } from '../variable/variable-reader.js'
import { compare } from './compare.js'
import type { FileCondition, FileConditionGroup } from './condition.js'
import { ConditionNotEvaluable } from './condition-not-evaluable.js'
import { resolveExpected } from './resolve-expected.js'

/**
 * Compares attributes of the files of a list. A condition holds when any file matches; a negated one (`not in`) when
 * all do.
 *
 * @throws ConditionNotEvaluable without conditions, or when one cannot be decided.
 */
export function evaluateFileConditions(
  group: FileConditionGroup | undefined,
  files: Segment,
  variables: VariableReader,
): boolean {
  if (!group) throw new ConditionNotEvaluable('Sub variable is required')
  const list = Array.isArray(files.value) ? files.value.filter(isFileValue) : []
  const holds = (condition: FileCondition) => holdsFor(list, condition, variables)
  return group.logicalOperator === 'and'
    ? group.conditions.every(holds)
    : group.conditions.some(holds)
}

function holdsFor(
  files: readonly FileValue[],
  condition: FileCondition,
  variables: VariableReader,
): boolean {
  const expected = resolveExpected(condition.expected, variables)
  const matches = (file: FileValue) => matchesFile(file, condition, expected)
  return condition.operator.includes('not') ? files.every(matches) : files.some(matches)
}

function matchesFile(file: FileValue, condition: FileCondition, expected: JsonValue): boolean {
  const { attribute, operator } = condition
  const actual = attributeOf(file, attribute)
  if (attribute !== 'extension') return compare(actual, operator, expected)
  if (typeof expected !== 'string')
    throw new ConditionNotEvaluable('Expected value must be a string when key is extension')
  return compare(withDot(actual), operator, dotted(expected))
}

function attributeOf(file: FileValue, attribute: string): Segment {
  const value = fileAttribute(file, attribute)
  if (value === undefined)
    throw new ConditionNotEvaluable(`${JSON.stringify(attribute)} is not an attribute of a file`)
  return value
}

function withDot(extension: Segment): Segment {
  return typeof extension.value === 'string' ? toSegment(dotted(extension.value)) : extension
}

function dotted(extension: string): string {
  return extension === '' || extension.startsWith('.') ? extension : `.${extension}`
}
