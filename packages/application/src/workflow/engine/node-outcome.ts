import { isJsonObject } from '@weft/domain/kernel'
import type { NodeFailure, NodeOutcome } from '@weft/domain/workflow'

/** A failure nobody in the node foresaw. */
export function unforeseenFailure(error: unknown): NodeFailure {
  const message = error instanceof Error ? error.message : String(error)
  return { type: 'failed', error: message, errorType: 'WorkflowNodeError' }
}

/** The outcome, or a failure where an extension returned something else. */
export function requireOutcome(outcome: NodeOutcome, nodeId: string): NodeOutcome {
  return isOutcome(outcome) ? outcome : unforeseenFailure(`Node ${nodeId} returned no outcome.`)
}

function isOutcome(outcome: unknown): boolean {
  if (!isJsonObject(outcome)) return false
  if (outcome['type'] === 'succeeded') return isJsonObject(outcome['outputs'])
  if (outcome['type'] === 'paused') return isJsonObject(outcome['reason'])
  return outcome['type'] === 'failed' && typeof outcome['error'] === 'string'
}
