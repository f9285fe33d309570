import {
  NodeData,
  type BoundNode,
  type NodeDefinition,
  type NodeKind,
  type NodeOutcome,
  type Selector,
  type VariableReader,
  type VariableUpdate,
} from '@weft/domain/workflow'
import type { JsonObject } from '@weft/domain/kernel'
import { applyAssignment } from './apply-assignment.js'
import { parseAssignment, type Assignment } from './assignment.js'
import { assigned, notAssigned } from './assignment-outcome.js'
import { ChangedVariables } from './changed-variables.js'

/**
 * Changes variables one after the other; later changes see earlier ones. When one is not possible, none happens.
 */
export class AssignerV2NodeKind implements NodeKind {
  readonly type = 'assigner'
  readonly versions = ['2']
  readonly executionClass = 'executable'
  readonly isRetryable = false

  bind(node: NodeDefinition): BoundNode {
    const assignments = NodeData.of(node).maps('items').map(parseAssignment)
    return {
      isImmediate: true,
      writes: assignments.map(({ target }): Selector => target),
      execute: ({ variables }) => assignAll(assignments, variables, node.data),
    }
  }
}

function assignAll(
  assignments: readonly Assignment[],
  variables: VariableReader,
  inputs: JsonObject,
): NodeOutcome {
  try {
    return assigned(inputs, changesOf(assignments, variables))
  } catch (error) {
    return notAssigned(inputs, error)
  }
}

function changesOf(
  assignments: readonly Assignment[],
  variables: VariableReader,
): readonly VariableUpdate[] {
  const changed = new ChangedVariables(variables)
  for (const assignment of assignments) {
    const segment = applyAssignment(assignment, changed)
    if (segment) changed.set(assignment.target, segment)
  }
  return changed.updates()
}
