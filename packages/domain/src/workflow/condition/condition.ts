import type { JsonValue } from '../../kernel/index.js'
import type { Template } from '../variable/template.js'
import type { Selector } from '../variable/selector.js'

/** Every way two values can be compared, as documents write it. */
export const COMPARISON_OPERATORS = [
  'contains',
  'not contains',
  'start with',
  'end with',
  'is',
  'is not',
  'empty',
  'not empty',
  'in',
  'not in',
  'all of',
  '=',
  '≠',
  '>',
  '<',
  '≥',
  '≤',
  'null',
  'not null',
  'exists',
  'not exists',
] as const
export type ComparisonOperator = (typeof COMPARISON_OPERATORS)[number]

export type LogicalOperator = 'and' | 'or'

/** Compares a variable with an expected value. */
export type Condition = {
  readonly selector: Selector
  readonly operator: ComparisonOperator
  readonly expected: Expected
  /** Lists of files: what their attributes must be. */
  readonly fileConditions: FileConditionGroup | undefined
}

/** What to compare with: text with references to resolve first, or a value as it is. */
export type Expected =
  | { readonly type: 'template'; readonly template: Template }
  | { readonly type: 'value'; readonly value: JsonValue }

/** Conditions of which all (`and`) or any (`or`) must hold. Of none, all hold and not any. */
export type ConditionGroup = {
  readonly logicalOperator: LogicalOperator
  readonly conditions: readonly Condition[]
}

/** Compares an attribute of every file of a list. */
export type FileCondition = {
  /** `type`, `size`, `name`, `extension`, … */
  readonly attribute: string
  readonly operator: ComparisonOperator
  readonly expected: Expected
}

export type FileConditionGroup = {
  readonly logicalOperator: LogicalOperator
  readonly conditions: readonly FileCondition[]
}
