import type { CompiledEdge, CompiledNode, Subgraph } from '../graph/compiled-graph.js'
import { isDecision } from './response-plan.js'

/**
 * Which nodes of a frame are certain to come, as far as streaming goes: those with a path from the entry on which every
 * decision has been made. Every node and edge is visited once, however many edges are taken.
 */
export class Reachability {
  private readonly reached: boolean[]
  private readonly taken = new Set<CompiledEdge>()

  constructor(
    { entry, nodes }: Subgraph,
    private readonly writers: ReadonlySet<CompiledNode>,
  ) {
    this.reached = nodes.map(() => false)
    this.spread(entry)
  }

  has({ index }: CompiledNode): boolean {
    return this.reached[index] === true
  }

  /** True when further nodes are reached over the edge. */
  take(edge: CompiledEdge): boolean {
    if (!this.isBlocking(edge)) return false
    this.taken.add(edge)
    if (!this.has(edge.source) || this.has(edge.target)) return false
    this.spread(edge.target)
    return true
  }

  private spread(from: CompiledNode): void {
    this.reached[from.index] = true
    const open = [from]
    for (let node = open.pop(); node !== undefined; node = open.pop())
      for (const edge of node.outgoing) {
        if (this.has(edge.target) || (this.isBlocking(edge) && !this.taken.has(edge))) continue
        this.reached[edge.target.index] = true
        open.push(edge.target)
      }
  }

  private isBlocking(edge: CompiledEdge): boolean {
    return isDecision(edge) || this.writers.has(edge.source)
  }
}
