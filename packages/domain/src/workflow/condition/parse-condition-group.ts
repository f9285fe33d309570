import type { JsonValue } from '../../kernel/index.js'
import type { NodeData } from '../node/node-data.js'
import { parseTemplate } from '../variable/template.js'
import {
  COMPARISON_OPERATORS,
  type ComparisonOperator,
  type Condition,
  type ConditionGroup,
  type Expected,
  type FileCondition,
  type FileConditionGroup,
  type LogicalOperator,
} from './condition.js'

/** Spellings of keyboards without mathematical signs. */
const ALIASES: Readonly<Record<string, ComparisonOperator>> = {
  '==': '=',
  '!=': '≠',
  '<>': '≠',
  '>=': '≥',
  '<=': '≤',
}

/**
 * Reads conditions and how they combine (`logical_operator`, default `and`) from a node, or from a part of it.
 *
 * @param field where the list is: `conditions`, `break_conditions`.
 * @throws InvalidNodeData naming the field that cannot be read.
 */
export function parseConditionGroup(data: NodeData, field = 'conditions'): ConditionGroup {
  return {
    logicalOperator: parseLogicalOperator(data),
    conditions: data.maps(field).map(parseCondition),
  }
}

function parseLogicalOperator(data: NodeData): LogicalOperator {
  return data.word('logical_operator', ['and', 'or'], 'and')
}

function parseCondition(data: NodeData): Condition {
  return {
    selector: data.selector('variable_selector'),
    operator: parseOperator(data),
    expected: parseExpected(data.raw('value')),
    fileConditions: parseFileConditions(data),
  }
}

function parseFileConditions(data: NodeData): FileConditionGroup | undefined {
  const group = data.child('sub_variable_condition')
  return (
    group && {
      logicalOperator: parseLogicalOperator(group),
      conditions: group.maps('conditions').map(parseFileCondition),
    }
  )
}

function parseFileCondition(data: NodeData): FileCondition {
  return {
    attribute: data.text('key'),
    operator: parseOperator(data),
    expected: parseExpected(data.raw('value')),
  }
}

function parseOperator(data: NodeData): ComparisonOperator {
  const raw = data.raw('comparison_operator')
  const alias = typeof raw === 'string' && Object.hasOwn(ALIASES, raw) ? ALIASES[raw] : undefined
  return alias ?? data.word('comparison_operator', COMPARISON_OPERATORS)
}

function parseExpected(value: JsonValue | undefined): Expected {
  return typeof value === 'string'
    ? { type: 'template', template: parseTemplate(value) }
    : { type: 'value', value: value ?? null }
}
