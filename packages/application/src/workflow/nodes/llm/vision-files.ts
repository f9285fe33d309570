import type { JsonArray } from '@weft/domain/kernel'
import {
  isFileValue,
  pythonRepr,
  type FileValue,
  type Segment,
  type VariableReader,
} from '@weft/domain/workflow'
import type { LlmVision } from './llm-node-data.js'
import { LlmNodeError } from './llm-node-error.js'

/** The files the model is to see; by default those that came with the user's message. @throws LlmNodeError */
export function readVisionFiles(
  { selector }: LlmVision,
  variables: VariableReader,
): readonly FileValue[] {
  const segment = selector
    ? variables.get(selector)
    : (variables.get(['sys', 'files']) ?? variables.get(['userinput', 'files']))
  return segment ? filesOf(segment, selector ?? ['sys', 'files']) : []
}

function filesOf({ value }: Segment, selector: readonly string[]): readonly FileValue[] {
  if (value === null) return []
  if (isFileValue(value)) return [value]
  const items = Array.isArray(value) ? (value as JsonArray) : undefined
  if (!items?.every(isFileValue))
    throw new LlmNodeError(
      'InvalidVariableTypeError',
      `The variable ${pythonRepr(selector)} chosen for vision holds no files.`,
    )
  return items
}
