import type { CompiledNode } from '../graph/compiled-graph.js'
import type { NodeFailure, NodeSuccess } from '../node/node-kind.js'
import type { SegmentType } from '../value/segment.js'
import { closeRound } from './evolve-container.js'
import type {
  NodeExceptionHandled,
  NodeFailed,
  NodeRetried,
  NodeStarted,
  NodeSucceeded,
} from './run-event.js'
import { mergeResponse } from './run-outputs.js'
import {
  NODE_ACTIVE,
  NODE_SETTLED,
  type ActiveNode,
  type Frame,
  type RunState,
} from './run-state.js'
import { addUsage, ownUsage } from './run-usage.js'

export function evolveNodeStarted(state: RunState, { execution }: NodeStarted): RunState {
  const frame = state.frames.get(execution.frameId)
  const node = state.graph.nodes.get(execution.nodeId)
  if (frame === undefined || node === undefined) return state
  frame.nodeStates[node.index] = NODE_ACTIVE
  state.active.set(execution.id, {
    execution,
    node,
    frame,
    retries: 0,
    isPaused: false,
    pause: undefined,
  })
  state.steps++
  if (frame === state.root) state.rootSteps++
  return state
}

export function evolveNodeRetried(
  state: RunState,
  { execution, retryIndex, failure }: NodeRetried,
): RunState {
  const active = state.active.get(execution.id)
  if (active === undefined) return state
  active.retries = retryIndex
  state.exceptionsCount++
  if (active.frame === state.root) state.rootSteps++
  countUsage(state, active, failure)
  return state
}

type NodeEnded = NodeSucceeded | NodeExceptionHandled | NodeFailed

export function evolveNodeEnded(state: RunState, event: NodeEnded): RunState {
  const active = state.active.get(event.execution.id)
  if (active === undefined) return state
  const { node, frame } = active
  state.active.delete(event.execution.id)
  frame.nodeStates[node.index] = NODE_SETTLED
  if (event.type !== 'NodeSucceeded') state.exceptionsCount++
  countUsage(state, active, event.type === 'NodeSucceeded' ? event.outcome : event.failure)
  if (event.type === 'NodeFailed') frame.failure ??= event.failure
  else storeOutputs(state, frame, node, event)
  if (--frame.busy === 0 && frame.round !== undefined)
    closeRound(state, frame, frame.round, event.at)
  return state
}

function storeOutputs(
  state: RunState,
  frame: Frame,
  node: CompiledNode,
  event: NodeSucceeded | NodeExceptionHandled,
): void {
  const outputs = event.type === 'NodeSucceeded' ? event.outcome.outputs : event.outputs
  frame.variables.setOutputs(node.id, outputs, typesOf(node, event))
  if (node.isResponse) mergeResponse(state, frame, node, outputs)
  const { endsLoop } = node.bound
  if (endsLoop !== undefined && event.type === 'NodeSucceeded')
    endLoopAround(state, frame, endsLoop.loopId)
}

function typesOf(
  { errorStrategy }: CompiledNode,
  event: NodeSucceeded | NodeExceptionHandled,
): { readonly [name: string]: SegmentType } | undefined {
  if (event.type === 'NodeSucceeded') return event.outcome.outputTypes
  return errorStrategy.type === 'default-value' ? errorStrategy.outputTypes : undefined
}

/** Also from inside an iteration in the loop. Without a name the innermost loop is meant. */
function endLoopAround(state: RunState, frame: Frame, loopId: string | undefined): void {
  for (let { round } = frame; round !== undefined; { round } = round.parent) {
    const { kind, nodeId } = round.position
    if (kind !== 'loop' || (loopId !== undefined && nodeId !== loopId)) continue
    const run = state.containers.get(round.containerId)
    if (run !== undefined) run.isEnded = true
    return
  }
}

function countUsage(
  state: RunState,
  { node, frame }: ActiveNode,
  record: NodeSuccess | NodeFailure,
): void {
  const usage = ownUsage(node, record)
  if (usage.totalTokens === 0) return
  state.usage = addUsage(state.usage, usage)
  for (let { round } = frame; round !== undefined; { round } = round.parent) {
    const run = state.containers.get(round.containerId)
    if (run !== undefined) run.usage = addUsage(run.usage, usage)
  }
}
