import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/index.js'
import type { GraphEdge, GraphNode } from './graph.js'

/** Brings what older editors wrote into the form the node kinds read. What is up to date comes back as it is. */
export function normaliseNodes(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
): readonly GraphNode[] {
  return nodes.map((node) => {
    const started = CONTAINERS.has(node.type) ? withStartNode(node, nodes, edges) : node
    const normalise = NORMALISERS.get(node.type)
    return normalise ? { ...started, data: normalise(started.data) } : started
  })
}

const CONTAINERS: ReadonlySet<string> = new Set(['iteration', 'loop'])

const NORMALISERS: ReadonlyMap<string, (data: JsonObject) => JsonObject> = new Map([
  ['if-else', normaliseIfElse],
  ['iteration', normaliseIteration],
  ['loop', (data: JsonObject) => ({ error_handle_mode: 'terminated', ...data })],
  ['llm', normaliseLlm],
  ['tool', normaliseTool],
])

/**
 * Older containers begin at an ordinary child, or do not say where. Rounds then begin at the child that is marked as
 * the start, else at the one no other child leads to.
 */
function withStartNode(
  container: GraphNode,
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
): GraphNode {
  const children = nodes.filter((node) => node.containerId === container.id)
  const named = container.data['start_node_id']
  if (children.some((child) => child.id === named)) return container
  const start = children.find(isMarkedAsStart) ?? firstWithoutPredecessor(children, edges)
  return start ? { ...container, data: { ...container.data, start_node_id: start.id } } : container
}

function isMarkedAsStart({ type, data }: GraphNode): boolean {
  const isStartType = type === 'iteration-start' || type === 'loop-start'
  return isStartType || data['isIterationStart'] === true || data['isLoopStart'] === true
}

function firstWithoutPredecessor(
  children: readonly GraphNode[],
  edges: readonly GraphEdge[],
): GraphNode | undefined {
  const ids = new Set(children.map((child) => child.id))
  const followers = new Set(
    edges.flatMap(({ source, target }) => (ids.has(source) ? [target] : [])),
  )
  return children.find((child) => !followers.has(child.id))
}

function normaliseIfElse(data: JsonObject): JsonObject {
  if (Array.isArray(data['cases']) || !Array.isArray(data['conditions'])) return data
  const { conditions, logical_operator: operator = 'and' } = data
  return { ...data, cases: [{ case_id: 'true', logical_operator: operator, conditions }] }
}

function normaliseIteration(data: JsonObject): JsonObject {
  return {
    is_parallel: false,
    parallel_nums: 10,
    error_handle_mode: 'terminated',
    flatten_output: true,
    ...data,
  }
}

function normaliseLlm(data: JsonObject): JsonObject {
  const { structured_output_enabled: isEnabled, structured_output_switch_on: isOn } = data
  return isEnabled === undefined || isOn !== undefined
    ? data
    : { ...data, structured_output_switch_on: isEnabled }
}

function normaliseTool(data: JsonObject): JsonObject {
  const configurations = data['tool_configurations']
  return isJsonObject(configurations)
    ? { ...data, tool_configurations: withoutNulls(configurations) }
    : data
}

function withoutNulls(map: JsonObject): JsonObject {
  const entries: readonly [string, JsonValue][] = Object.entries(map)
  return Object.fromEntries(entries.filter(([, value]) => value !== null))
}
