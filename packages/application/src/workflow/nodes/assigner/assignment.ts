import type { JsonValue } from '@weft/domain/kernel'
import type { NodeData, Selector } from '@weft/domain/workflow'
import { parseTarget } from './target.js'

const OPERATIONS = [
  'over-write',
  'set',
  'clear',
  'append',
  'extend',
  'remove-first',
  'remove-last',
  '+=',
  '-=',
  '*=',
  '/=',
] as const
export type Operation = (typeof OPERATIONS)[number]

/** Operations that need no value. */
export const WITHOUT_VALUE: ReadonlySet<Operation> = new Set([
  'clear',
  'remove-first',
  'remove-last',
])

type AssignmentSource =
  | { readonly type: 'none' }
  | { readonly type: 'variable'; readonly selector: Selector }
  | { readonly type: 'constant'; readonly value: JsonValue }

/** One change of one variable. */
export type Assignment = {
  readonly target: Selector
  readonly operation: Operation
  readonly inputType: 'variable' | 'constant'
  readonly source: AssignmentSource
}

/** @throws InvalidNodeData naming the field that cannot be read. */
export function parseAssignment(data: NodeData): Assignment {
  const operation = data.word('operation', OPERATIONS)
  const inputType = data.word('input_type', ['variable', 'constant'])
  return {
    target: parseTarget(data, 'variable_selector'),
    operation,
    inputType,
    source: parseSource(data, operation, inputType),
  }
}

function parseSource(
  data: NodeData,
  operation: Operation,
  inputType: Assignment['inputType'],
): AssignmentSource {
  if (WITHOUT_VALUE.has(operation)) return { type: 'none' }
  return inputType === 'variable'
    ? { type: 'variable', selector: data.selector('value') }
    : { type: 'constant', value: data.raw('value') ?? null }
}
