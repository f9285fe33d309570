import type { JsonObject } from '@weft/domain/kernel'
import {
  UnsupportedVariableType,
  type NodeOutcome,
  type Selector,
  type VariableUpdate,
} from '@weft/domain/workflow'
import { recordValue } from '../shared/record-value.js'
import { AssignmentError } from './assignment-error.js'

/** What a node whose whole effect is new values of variables reports. */
export function assigned(inputs: JsonObject, updates: readonly VariableUpdate[]): NodeOutcome {
  const values = updates.map(({ selector, segment }) => [nameOf(selector), recordValue(segment)])
  return {
    type: 'succeeded',
    inputs,
    outputs: {},
    updates,
    processData: {
      ...(Object.fromEntries(values) as JsonObject),
      __updated_variables: updates.map(presentUpdate),
    },
  }
}

/** An assignment that is not possible as a failed outcome; anything else is thrown on. */
export function notAssigned(inputs: JsonObject, error: unknown): NodeOutcome {
  if (error instanceof AssignmentError)
    return { type: 'failed', error: error.message, errorType: error.errorType, inputs }
  if (error instanceof UnsupportedVariableType)
    return { type: 'failed', error: error.message, errorType: 'VariableOperatorNodeError', inputs }
  throw error
}

function presentUpdate({ selector, segment }: VariableUpdate): JsonObject {
  return {
    name: nameOf(selector),
    selector,
    value_type: segment.type,
    new_value: recordValue(segment),
  }
}

function nameOf(selector: Selector): string {
  return selector[1] ?? ''
}
