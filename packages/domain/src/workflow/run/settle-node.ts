import type { JsonObject } from '../../kernel/index.js'
import type { CompiledNode } from '../graph/compiled-graph.js'
import type { NodeFailure, NodeOutcome, NodeSuccess } from '../node/node-kind.js'
import { addUsage, ownUsage } from './run-usage.js'
import { takeAllEdges, takeHandle } from './decide-edges.js'
import type { NodeExecution, RunEvent } from './run-event.js'
import type { Frame, RunState } from './run-state.js'

/** The end of one attempt of a node. */
export type Attempt = {
  readonly execution: NodeExecution
  readonly node: CompiledNode
  readonly frame: Frame
  readonly retries: number
  readonly at: Date
}

/** What follows from the end of an attempt. Edges come before the event of the node itself. */
export function settleNode(
  state: RunState,
  attempt: Attempt,
  outcome: NodeOutcome,
  events: RunEvent[],
): void {
  switch (outcome.type) {
    case 'succeeded':
      settleSuccess(state, attempt, outcome, events)
      return
    case 'failed':
      settleFailure(state, attempt, outcome, events)
      return
    case 'paused': {
      const { execution, at } = attempt
      events.push({ type: 'NodePaused', execution, reason: outcome.reason, at })
    }
  }
}

function settleSuccess(
  state: RunState,
  attempt: Attempt,
  outcome: NodeSuccess,
  events: RunEvent[],
): void {
  const { execution, node, frame, at } = attempt
  const handle = node.choosesHandle ? outcome.handle : 'source'
  if (handle === undefined || handle === '') {
    settleFailure(state, attempt, missingHandle(node, outcome), events)
    return
  }
  for (const { selector, segment } of outcome.updates ?? [])
    events.push({ type: 'VariableUpdated', frameId: frame.id, selector, segment })
  if (node.isBranch) takeHandle(frame, node, handle, events)
  else takeAllEdges(frame, node, events)
  events.push({ type: 'NodeSucceeded', execution, outcome, at })
}

function settleFailure(
  state: RunState,
  attempt: Attempt,
  failure: NodeFailure,
  events: RunEvent[],
): void {
  const { execution, node, frame, retries, at } = attempt
  if (retries < node.retry.maxRetries) {
    events.push({ type: 'NodeRetried', execution, retryIndex: retries + 1, failure, at })
    return
  }
  const { errorStrategy: strategy } = node
  if (strategy.type === 'none') {
    events.push({ type: 'NodeFailed', execution, failure, at })
    if (frame === state.root) events.push(runFailed(state, failure, attempt))
    return
  }
  if (node.isBranch) takeHandle(frame, node, 'fail-branch', events)
  else takeAllEdges(frame, node, events)
  const outputs = strategy.type === 'default-value' ? strategy.outputs : {}
  events.push({
    type: 'NodeExceptionHandled',
    execution,
    strategy: strategy.type,
    failure,
    outputs: { ...outputs, ...describe(failure) },
    at,
  })
}

function describe({ error, errorType }: NodeFailure): JsonObject {
  return { error_message: error, error_type: errorType }
}

/** The failure that ends the run is not folded into the state yet, so it is counted here. */
function runFailed(state: RunState, failure: NodeFailure, { node, at }: Attempt): RunEvent {
  return {
    type: 'RunFailed',
    error: failure.error,
    usage: addUsage(state.usage, ownUsage(node, failure)),
    steps: state.rootSteps,
    exceptionsCount: state.exceptionsCount + 1,
    at,
  }
}

function missingHandle(node: CompiledNode, { type: _, ...record }: NodeSuccess): NodeFailure {
  const error = `Branch node ${node.id} completed without selecting a branch`
  return { ...record, type: 'failed', error, errorType: 'WorkflowNodeError' }
}
