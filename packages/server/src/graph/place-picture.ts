import { Graph, layout } from '@dagrejs/dagre'
import { columnsOf } from './plain-text.js'
import { isMarker, type PictureEdge, type PictureNode } from './run-picture.js'

export type Point = { readonly x: number; readonly y: number }

export type Box = {
  /** Left edge. */
  readonly x: number
  /** Upper edge. */
  readonly y: number
  readonly width: number
  readonly height: number
}

export type PlacedNode = {
  readonly node: PictureNode
  readonly box: Box
  /** How many containers are around it. */
  readonly depth: number
}

export type PlacedEdge = {
  readonly edge: PictureEdge
  /** From the source's right side to the target's left side. */
  readonly points: readonly Point[]
  /** Middle of the label. */
  readonly label: Point
}

export type PlacedPicture = {
  readonly width: number
  readonly height: number
  /** Containers come before what is in them. */
  readonly nodes: readonly PlacedNode[]
  readonly edges: readonly PlacedEdge[]
}

const CARD = { width: 260, height: 78 }
const MARKER = { width: 26, height: 26 }
const CONTAINER = { top: 58, side: 22, bottom: 22, minWidth: 280, minHeight: 120 }
const LABEL = { columnWidth: 6.4, padding: 18, height: 20, maxColumns: 22 }

/**
 * Where everything goes, from left to right. A container is laid out by itself first and is one big node then: no edge
 * crosses its border.
 */
export function placePicture(
  nodes: readonly PictureNode[],
  edges: readonly PictureEdge[],
): PlacedPicture {
  const known = new Set(nodes.map(({ id }) => id))
  const children = new Map<string | undefined, PictureNode[]>()
  for (const node of nodes) {
    const parent =
      node.containerId !== undefined && known.has(node.containerId) ? node.containerId : undefined
    children.set(parent, [...(children.get(parent) ?? []), node])
  }
  return placeGroup({ children, edges }, undefined, 0)
}

type Whole = {
  readonly children: ReadonlyMap<string | undefined, readonly PictureNode[]>
  readonly edges: readonly PictureEdge[]
}

function placeGroup(whole: Whole, container: string | undefined, depth: number): PlacedPicture {
  const members = whole.children.get(container) ?? []
  const insides = new Map(
    members.flatMap(({ id }) =>
      whole.children.has(id) ? [[id, placeGroup(whole, id, depth + 1)] as const] : [],
    ),
  )
  const ids = new Set(members.map(({ id }) => id))
  const edges = whole.edges.filter(({ source, target }) => ids.has(source) && ids.has(target))
  const graph = arrange(members, edges, insides)
  const nodes = members.flatMap((node) => {
    const box = boxOf(graph, node.id)
    return [{ node, box, depth }, ...shifted(insides.get(node.id), box).nodes]
  })
  const boxes = new Map(nodes.map(({ node, box }) => [node.id, box]))
  const inner = members.flatMap(({ id }) => shifted(insides.get(id), boxes.get(id)).edges)
  const { width = 0, height = 0 } = graph.graph()
  return { width, height, nodes, edges: [...placeEdges(graph, edges, boxes), ...inner] }
}

function arrange(
  members: readonly PictureNode[],
  edges: readonly PictureEdge[],
  insides: ReadonlyMap<string, PlacedPicture>,
): Graph {
  const graph = new Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'LR', nodesep: 30, ranksep: 64, edgesep: 18 })
  for (const node of members) graph.setNode(node.id, { ...sizeOf(node, insides.get(node.id)) })
  const joins = new Set(edges.map(({ target }) => target).filter(isRepeated))
  for (const [position, { source, target, label }] of edges.entries())
    graph.setEdge(
      source,
      target,
      // A node stands near the one it follows, rather than near the join it leads to.
      { ...labelSize(label), weight: joins.has(target) ? 1 : 3 },
      String(position),
    )
  layout(graph)
  return graph
}

function isRepeated(id: string, position: number, ids: readonly string[]): boolean {
  return ids.indexOf(id) !== position
}

function sizeOf(node: PictureNode, inside: PlacedPicture | undefined) {
  if (isMarker(node)) return MARKER
  if (!inside) return CARD
  return {
    width: Math.max(CONTAINER.minWidth, inside.width + 2 * CONTAINER.side),
    height: Math.max(CONTAINER.minHeight, inside.height + CONTAINER.top + CONTAINER.bottom),
  }
}

function labelSize(label: string) {
  if (label === '') return { width: 0, height: 0, labelpos: 'c' as const }
  const columns = Math.min(LABEL.maxColumns, columnsOf(label))
  const width = columns * LABEL.columnWidth + LABEL.padding
  return { width, height: LABEL.height, labelpos: 'c' as const }
}

function boxOf(graph: Graph, id: string): Box {
  const { x, y, width, height } = graph.node(id)
  return { x: x - width / 2, y: y - height / 2, width, height }
}

/** What is inside a container, where the container is. */
function shifted(
  inside: PlacedPicture | undefined,
  box: Box | undefined,
): Pick<PlacedPicture, 'nodes' | 'edges'> {
  if (!inside || !box) return { nodes: [], edges: [] }
  const dx = box.x + CONTAINER.side + (box.width - 2 * CONTAINER.side - inside.width) / 2
  const dy = box.y + CONTAINER.top
  const move = ({ x, y }: Point): Point => ({ x: x + dx, y: y + dy })
  return {
    nodes: inside.nodes.map((placed) => ({
      ...placed,
      box: { ...placed.box, ...move(placed.box) },
    })),
    edges: inside.edges.map(({ edge, points, label }) => ({
      edge,
      points: points.map(move),
      label: move(label),
    })),
  }
}

function placeEdges(
  graph: Graph,
  edges: readonly PictureEdge[],
  boxes: ReadonlyMap<string, Box>,
): readonly PlacedEdge[] {
  return edges.flatMap((edge, position) => {
    const [from, to] = [boxes.get(edge.source), boxes.get(edge.target)]
    if (!from || !to) return []
    const { points, x, y } = graph.edge({ v: edge.source, w: edge.target, name: String(position) })
    const start = { x: from.x + from.width, y: from.y + from.height / 2 }
    const end = { x: to.x, y: to.y + to.height / 2 }
    const between = points.slice(1, -1).filter((point) => point.x > start.x && point.x < end.x)
    const middle = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 }
    return [
      { edge, points: [start, ...between, end], label: { x: x ?? middle.x, y: y ?? middle.y } },
    ]
  })
}
