import type { JsonArray } from '@weft/domain/kernel'
import {
  NodeData,
  zeroValue,
  type BoundNode,
  type NodeDefinition,
  type NodeKind,
  type NodeOutcome,
  type Segment,
  type Selector,
  type VariableReader,
} from '@weft/domain/workflow'
import { recordValue } from '../shared/record-value.js'
import { AssignmentError } from './assignment-error.js'
import { assigned, notAssigned } from './assignment-outcome.js'
import { fitted, parseTarget, requireWritable } from './target.js'

type WriteMode = 'over-write' | 'append' | 'clear'

type AssignerData = {
  readonly target: Selector
  readonly mode: WriteMode
  readonly source: Selector | undefined
}

/** The first version of the assigner: one variable, from another one. */
export class AssignerV1NodeKind implements NodeKind {
  readonly type = 'assigner'
  readonly versions = ['1']
  readonly executionClass = 'executable'
  readonly isRetryable = false

  bind(node: NodeDefinition): BoundNode {
    const data = NodeData.of(node)
    const assignment: AssignerData = {
      target: parseTarget(data, 'assigned_variable_selector'),
      mode: data.word('write_mode', ['over-write', 'append', 'clear']),
      source: data.optionalSelector('input_variable_selector'),
    }
    return {
      isImmediate: true,
      writes: [assignment.target],
      execute: ({ variables }) => assign(assignment, variables),
    }
  }
}

function assign(data: AssignerData, variables: VariableReader): NodeOutcome {
  try {
    requireWritable(data.target)
    const segment = newValue(data, variables)
    return assigned({ value: recordValue(segment) }, [{ selector: data.target, segment }])
  } catch (error) {
    return notAssigned({}, error)
  }
}

function newValue({ target, mode, source }: AssignerData, variables: VariableReader): Segment {
  const current = variables.get(target) ?? refuse('assigned variable not found')
  if (mode === 'clear') return { type: current.type, value: zeroValue(current.type) }
  const input = (source && variables.get(source)) ?? refuse('input value not found')
  return mode === 'append' ? append(current, input) : fitted(input, current)
}

function append({ type, value }: Segment, input: Segment): Segment {
  if (!Array.isArray(value)) return refuse('append mode requires an array variable')
  return { type, value: [...(value as JsonArray), input.value] }
}

function refuse(message: string): never {
  throw new AssignmentError('VariableOperatorNodeError', message)
}
