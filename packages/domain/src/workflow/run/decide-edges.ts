import type { CompiledEdge, CompiledNode } from '../graph/compiled-graph.js'
import type { RunEvent } from './run-event.js'
import type { Frame } from './run-state.js'

/** Takes every edge out of the node. */
export function takeAllEdges(frame: Frame, node: CompiledNode, events: RunEvent[]): void {
  for (const edge of node.outgoing) takeEdge(frame, edge, events)
}

/** Skips every edge but those of the handle, with all that can no longer be reached, then takes those of the handle. */
export function takeHandle(
  frame: Frame,
  node: CompiledNode,
  handle: string,
  events: RunEvent[],
): void {
  skipEdges(
    frame,
    node.outgoing.filter((edge) => edge.handle !== handle),
    events,
  )
  for (const edge of node.outgoing) if (edge.handle === handle) takeEdge(frame, edge, events)
}

function takeEdge(frame: Frame, edge: CompiledEdge, events: RunEvent[]): void {
  events.push({ type: 'EdgeTaken', frameId: frame.id, edge: edge.position })
}

/** Depth first, in the order of the document. A node all of whose incoming edges are skipped skips its own. */
function skipEdges(frame: Frame, edges: readonly CompiledEdge[], events: RunEvent[]): void {
  const pending = new Map<CompiledNode, number>()
  const stack = edges.toReversed()
  for (let edge = stack.pop(); edge !== undefined; edge = stack.pop()) {
    events.push({ type: 'EdgeSkipped', frameId: frame.id, edge: edge.position })
    const { target } = edge
    const left = (pending.get(target) ?? frame.pending[target.index] ?? 0) - 1
    pending.set(target, left)
    const isSkipped = left === 0 && (frame.takenEdge[target.index] ?? -1) < 0
    if (isSkipped) stack.push(...target.outgoing.toReversed())
  }
}
