import type { Graph, GraphEdge, GraphNode } from './graph.js'

/** An edge of the document with its position there. */
export type PlacedEdge = { readonly edge: GraphEdge; readonly position: number }

/** Which nodes and edges of one level matter: those that can be reached from its entry. */
export type Level = {
  /** The entry first. */
  readonly nodeIds: readonly string[]
  readonly edges: readonly PlacedEdge[]
  /** Edges that lead back to a node they come from. */
  readonly closing: readonly PlacedEdge[]
}

/** Looks up nodes and edges by id. Edges that lead into or out of a container belong to no level and are left out. */
export class GraphIndex {
  readonly nodes: ReadonlyMap<string, GraphNode>
  private readonly outgoing = new Map<string, PlacedEdge[]>()

  constructor(graph: Graph) {
    this.nodes = new Map(graph.nodes.map((node) => [node.id, node]))
    graph.edges.forEach((edge, position) => {
      if (!this.isWithinLevel(edge)) return
      const edges = this.outgoing.get(edge.source)
      if (edges) edges.push({ edge, position })
      else this.outgoing.set(edge.source, [{ edge, position }])
    })
  }

  /**
   * Walks the level from its entry. An edge from a node that is never reached is never decided, so it is left out.
   */
  levelFrom(entryId: string): Level {
    const nodeIds = [entryId]
    const edges: PlacedEdge[] = []
    const closing: PlacedEdge[] = []
    const open = new Set([entryId])
    const seen = new Set([entryId])
    const path = [{ id: entryId, next: 0 }]
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const placed = this.outgoing.get(step.id)?.[step.next++]
      if (placed === undefined) {
        open.delete(step.id)
        path.pop()
        continue
      }
      const { target } = placed.edge
      if (open.has(target)) {
        closing.push(placed)
        continue
      }
      edges.push(placed)
      if (seen.has(target)) continue
      seen.add(target)
      open.add(target)
      nodeIds.push(target)
      path.push({ id: target, next: 0 })
    }
    return { nodeIds, edges: edges.sort((a, b) => a.position - b.position), closing }
  }

  private isWithinLevel({ source, target }: GraphEdge): boolean {
    const from = this.nodes.get(source)
    const to = this.nodes.get(target)
    return from !== undefined && to !== undefined && from.containerId === to.containerId
  }
}
