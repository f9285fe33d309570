import type { NodeData, Segment, Selector } from '@weft/domain/workflow'
import { AssignmentError } from './assignment-error.js'

/** Reads the variable to write: node id and name. @throws InvalidNodeData */
export function parseTarget(data: NodeData, field: string): Selector {
  const selector = data.selector(field)
  return selector.length === 2
    ? selector
    : data.refuse(field, 'must name a variable as node id and name')
}

/** What the system and the workspace set is not a node's to change. @throws AssignmentError */
export function requireWritable(selector: Selector): void {
  if (selector[0] === 'sys' || selector[0] === 'env') throw AssignmentError.readOnly(selector)
}

/** A source as the target holds it: what would lose its type keeps the target's. */
export function fitted(source: Segment, target: Segment): Segment {
  const keepsType =
    (isEmptyArray(source) && target.type.startsWith('array[')) ||
    (target.type === 'secret' && source.type === 'string')
  return keepsType ? { type: target.type, value: source.value } : source
}

function isEmptyArray({ value }: Segment): boolean {
  return Array.isArray(value) && value.length === 0
}
