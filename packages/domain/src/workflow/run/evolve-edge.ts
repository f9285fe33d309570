import type { EdgeSkipped, EdgeTaken } from './run-event.js'
import { makeReady } from './frame.js'
import { NODE_SKIPPED, NODE_UNKNOWN, type RunState } from './run-state.js'

/**
 * A node whose last undecided edge is decided becomes ready if any edge into it was taken, else it is skipped. Skipped
 * edges count as decided: a join behind a branch would wait for ever otherwise.
 */
export function evolveEdge(state: RunState, event: EdgeTaken | EdgeSkipped): RunState {
  const frame = state.frames.get(event.frameId)
  const edge = state.graph.edges[event.edge]
  if (frame === undefined || edge === undefined) return state
  const { target } = edge
  const { index } = target
  if (event.type === 'EdgeTaken') frame.takenEdge[index] = event.edge
  const pending = (frame.pending[index] ?? 0) - 1
  frame.pending[index] = pending
  if (pending !== 0 || frame.nodeStates[index] !== NODE_UNKNOWN) return state
  const isTaken = (frame.takenEdge[index] ?? -1) >= 0
  if (isTaken) makeReady(state, frame, target)
  else frame.nodeStates[index] = NODE_SKIPPED
  return state
}
