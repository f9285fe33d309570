import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/index.js'
import { DslInvalid } from '../dsl/dsl-invalid.js'
import type { Graph, GraphEdge, GraphNode } from './graph.js'
import { normaliseNodes } from './normalise-node.js'
import { resolveUserInputAlias } from './user-input-alias.js'

/**
 * Reads the `graph` of a workflow. Edges whose ends or handle are not texts are left out, as are notes; whether edges
 * lead somewhere is checked when the graph is compiled.
 *
 * @throws DslInvalid naming the node and the field.
 */
export function parseGraph(raw: JsonObject): Graph {
  const edges = readEdges(raw['edges'])
  const nodes = resolveUserInputAlias(readNodes(raw['nodes']))
  return { nodes: normaliseNodes(nodes, edges), edges }
}

function readNodes(raw: JsonValue | undefined): readonly GraphNode[] {
  if (!Array.isArray(raw))
    throw new DslInvalid('graph.invalid_nodes', 'The nodes of a graph must be a list.')
  const envelopes = (raw as readonly JsonValue[]).map(requireEnvelope).filter(isExecuted)
  const ids = new Set<string>()
  const nodes = envelopes.map((envelope) => readNode(envelope, ids))
  return nodes.map((node, i) => withContainer(node, envelopes[i]?.raw ?? {}, ids))
}

type Envelope = { readonly raw: JsonObject; readonly index: number }

function requireEnvelope(raw: JsonValue, index: number): Envelope {
  if (!isJsonObject(raw)) throw new DslInvalid('graph.invalid_node', `Node ${index} must be a map.`)
  return { raw, index }
}

function isExecuted({ raw }: Envelope): boolean {
  return raw['type'] !== 'custom-note'
}

function readNode({ raw, index }: Envelope, ids: Set<string>): GraphNode {
  const { id, data } = raw
  if (typeof id !== 'string' || id === '')
    throw new DslInvalid('graph.invalid_node_id', `Node ${index}: id must be a text.`, { index })
  if (ids.has(id))
    throw new DslInvalid('graph.duplicate_node_id', `Two nodes have the id ${id}.`, { nodeId: id })
  ids.add(id)
  if (!isJsonObject(data))
    throw new DslInvalid('graph.invalid_node_data', `Node ${id}: data must be a map.`, {
      nodeId: id,
    })
  const { type, version, title } = data
  if (typeof type !== 'string' || type === '')
    throw new DslInvalid('graph.invalid_node_type', `Node ${id}: data.type must be a text.`, {
      nodeId: id,
    })
  return {
    id,
    type,
    version: typeof version === 'string' || typeof version === 'number' ? String(version) : '1',
    title: typeof title === 'string' ? title : '',
    data,
    containerId: undefined,
  }
}

/** Editors of different times mark a child in different ways; one mark that names a node is enough. */
function withContainer(node: GraphNode, envelope: JsonObject, ids: ReadonlySet<string>): GraphNode {
  const marks = [envelope['parentId'], node.data['iteration_id'], node.data['loop_id']]
  const containerId = marks.find(
    (mark) => typeof mark === 'string' && mark !== node.id && ids.has(mark),
  )
  return typeof containerId === 'string' ? { ...node, containerId } : node
}

function readEdges(raw: JsonValue | undefined): readonly GraphEdge[] {
  if (raw === undefined || raw === null) return []
  if (!Array.isArray(raw))
    throw new DslInvalid('graph.invalid_edges', 'The edges of a graph must be a list.')
  return (raw as readonly JsonValue[]).flatMap(readEdge)
}

function readEdge(raw: JsonValue, index: number): readonly GraphEdge[] {
  if (!isJsonObject(raw)) throw new DslInvalid('graph.invalid_edge', `Edge ${index} must be a map.`)
  const { source, target, sourceHandle: handle = 'source' } = raw
  const isEdge =
    typeof source === 'string' && typeof target === 'string' && typeof handle === 'string'
  return isEdge ? [{ source, target, handle }] : []
}
