import type { NodeKindTable } from '../node/node-kind-table.js'
import type { Graph, GraphNode } from './graph.js'
import { GraphInvalid, type GraphIssue } from './graph-invalid.js'

type EntryChoice = { readonly entry?: string; readonly allowsAnyEntry?: boolean }

/**
 * The node a run enters at: the one asked for, else the only root, else the only `start` among several roots.
 *
 * @throws GraphInvalid when there is none, or when it is not clear which.
 */
export function findEntry(
  { nodes }: Graph,
  kinds: NodeKindTable,
  { entry, allowsAnyEntry = false }: EntryChoice,
): GraphNode {
  const isRoot = ({ id, type, version }: GraphNode) =>
    (allowsAnyEntry && id === entry) || kinds.find(type, version)?.executionClass === 'root'
  return entry === undefined ? findOnlyRoot(nodes, isRoot) : requireRoot(nodes, isRoot, entry)
}

type IsRoot = (node: GraphNode) => boolean

function requireRoot(nodes: readonly GraphNode[], isRoot: IsRoot, entry: string): GraphNode {
  const node = nodes.find(({ id }) => id === entry)
  if (!node) throw refusal('MISSING_ROOT', `Root node id ${entry} not found in the graph`)
  if (!isRoot(node))
    throw refusal('INVALID_ROOT', `Root node '${entry}' must declare execution type 'root'.`)
  return node
}

function findOnlyRoot(nodes: readonly GraphNode[], isRoot: IsRoot): GraphNode {
  const roots = nodes.filter((node) => node.containerId === undefined && isRoot(node))
  const [first, second] = roots
  if (first === undefined) throw refusal('MISSING_ROOT', 'Graph must have a start node.')
  if (second === undefined) return first
  const [start, otherStart] = roots.filter(({ type }) => type === 'start')
  if (start !== undefined && otherStart === undefined) return start
  throw refusal(
    'AMBIGUOUS_ROOT',
    'Graph must contain exactly one start node unless the entry is named.',
  )
}

function refusal(code: GraphIssue['code'], message: string): GraphInvalid {
  return new GraphInvalid([{ code, message }])
}
