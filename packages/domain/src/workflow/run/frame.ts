import type { CompiledNode } from '../graph/compiled-graph.js'
import type { VariableUpdate } from '../variable/variable-reader.js'
import { NODE_READY, type Frame, type RunState } from './run-state.js'

/** The node may start. */
export function makeReady(state: RunState, frame: Frame, node: CompiledNode): void {
  frame.nodeStates[node.index] = NODE_READY
  frame.busy++
  const queue = node.isImmediate ? state.readyImmediate : state.ready
  queue.push({ frame, node })
}

/** Gives a variable a value, seen from the frame. */
export function setVariable(
  state: RunState,
  { frameId, selector, segment }: VariableUpdate & { readonly frameId: string },
): void {
  const frame = state.frames.get(frameId)
  if (frame !== undefined && selector.length === 2) writeVariable(frame, { selector, segment })
}

/**
 * Rounds of a loop share the variables around them, so what is not theirs is written there. Items of an iteration keep
 * what they write; conversation variables become known around them when the item is over.
 */
export function writeVariable(frame: Frame, update: VariableUpdate): void {
  const { selector, segment } = update
  const [nodeId = '', name = ''] = selector
  let owner = frame
  while (owner.round?.position.kind === 'loop' && !owner.graph.byId.has(nodeId))
    owner = owner.round.parent
  owner.variables.set(selector, segment)
  if (owner.round !== undefined && nodeId === 'conversation') owner.conversation.set(name, segment)
}
