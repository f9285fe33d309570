import type { Graph } from './graph.js'

/** The node alone, a container with everything inside it. Nothing when the graph has no such node. */
export function graphOfNode({ nodes, edges }: Graph, nodeId: string): Graph | undefined {
  const node = nodes.find(({ id }) => id === nodeId)
  if (node === undefined) return undefined
  const inside = insideOf(nodes, nodeId)
  return {
    nodes: [{ ...node, containerId: undefined }, ...nodes.filter(({ id }) => inside.has(id))],
    edges: edges.filter(({ source, target }) => inside.has(source) && inside.has(target)),
  }
}

function insideOf(nodes: Graph['nodes'], containerId: string): ReadonlySet<string> {
  const inside = new Set<string>()
  const open = [containerId]
  for (let outer = open.pop(); outer !== undefined; outer = open.pop())
    for (const { id, containerId: around } of nodes)
      if (around === outer && !inside.has(id)) {
        inside.add(id)
        open.push(id)
      }
  return inside
}
