import { WeftError, type JsonObject } from '@weft/domain/kernel'
import type { NodeFailure } from '@weft/domain/workflow'
import { LlmNodeError } from '../llm/llm-node-error.js'
import { modelErrorType } from './model-failure.js'

/** What went wrong with a model as data; what is nobody's fault here, or a stop, is thrown on. */
export function modelNodeFailure(
  error: unknown,
  inputs: JsonObject,
  signal: AbortSignal,
): NodeFailure {
  if (signal.aborted || !(error instanceof WeftError)) throw error
  const errorType = error instanceof LlmNodeError ? error.errorType : modelErrorType(error)
  return { type: 'failed', error: error.message, errorType, inputs }
}
