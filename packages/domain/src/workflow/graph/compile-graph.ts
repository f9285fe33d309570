import { WeftError } from '../../kernel/index.js'
import type { NodeKindTable } from '../node/node-kind-table.js'
import type { BoundNode, NodeKind } from '../node/node-kind.js'
import type {
  CompiledEdge,
  CompiledGraph,
  CompiledNode,
  ErrorStrategy,
  Subgraph,
} from './compiled-graph.js'
import { findEntry } from './find-entry.js'
import type { Graph, GraphNode } from './graph.js'
import { GraphInvalid, type GraphIssue } from './graph-invalid.js'
import { GraphIndex, type PlacedEdge } from './level.js'
import { readErrorStrategy, readRetryPolicy } from './read-error-handling.js'

export type CompileOptions = {
  /** Id of the root to enter at. Needed only where several are possible. */
  readonly entry?: string
  /** Whether `entry` may be a node of any kind: to try one out. Default false. */
  readonly allowsAnyEntry?: boolean
}

/**
 * Checks a graph and prepares it for running. Costs what the graph is large; do it once per version of a workflow.
 * Nodes that cannot be reached from the entry are not looked at.
 *
 * @throws GraphInvalid listing everything that is wrong.
 */
export function compileGraph(
  graph: Graph,
  kinds: NodeKindTable,
  options: CompileOptions = {},
): CompiledGraph {
  refuseIf(findStructuralIssues(graph))
  const entry = findEntry(graph, kinds, options)
  return new GraphCompiler(graph, kinds).compile(entry)
}

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] }
type NodeDraft = Writable<Omit<CompiledNode, 'outgoing'>> & { readonly outgoing: CompiledEdge[] }

class GraphCompiler {
  private readonly index: GraphIndex
  private readonly children: ReadonlyMap<string, ReadonlySet<string>>
  private readonly nodes = new Map<string, CompiledNode>()
  private readonly edges: (CompiledEdge | undefined)[]
  private readonly issues: GraphIssue[] = []
  private streams = false

  constructor(
    graph: Graph,
    private readonly kinds: NodeKindTable,
  ) {
    this.index = new GraphIndex(graph)
    this.children = groupByContainer(graph.nodes)
    this.edges = graph.edges.map(() => undefined)
  }

  compile(entry: GraphNode): CompiledGraph {
    const root = this.compileLevel(entry.id)
    refuseIf(this.issues)
    if (root === undefined) throw new TypeError('A level without an issue compiles')
    return { root, nodes: this.nodes, edges: this.edges, streams: this.streams }
  }

  private compileLevel(entryId: string): Subgraph | undefined {
    const level = this.index.levelFrom(entryId)
    for (const placed of level.closing) this.refuseCycle(placed)
    const nodes: NodeDraft[] = []
    const drafts = new Map<string, NodeDraft>()
    for (const id of level.nodeIds) {
      const draft = this.compileNode(id, nodes.length)
      if (draft === undefined) continue
      nodes.push(draft)
      drafts.set(id, draft)
    }
    const inDegrees = nodes.map(() => 0)
    for (const placed of level.edges) this.connect(placed, drafts, inDegrees)
    return this.finishLevel(nodes, drafts, inDegrees)
  }

  /** A node on a cycle would wait for itself. */
  private refuseCycle({ edge, position }: PlacedEdge): void {
    this.issues.push({
      code: 'CYCLE',
      message: `Edge edge_${position} closes a cycle: it leads from '${edge.source}' back to '${edge.target}'. Use a loop node to repeat.`,
      nodeId: edge.target,
    })
  }

  private finishLevel(
    nodes: readonly NodeDraft[],
    byId: ReadonlyMap<string, NodeDraft>,
    inDegrees: readonly number[],
  ): Subgraph | undefined {
    const [entry] = nodes
    if (entry === undefined) return undefined
    const responses = nodes
      .filter(({ bound }) => bound.responseTemplate !== undefined)
      .sort((a, b) => (a.id < b.id ? -1 : 1))
    this.streams ||= responses.length > 0
    const subgraph: Subgraph = { entry, nodes, byId, inDegrees, responses }
    for (const node of nodes) node.subgraph = subgraph
    return subgraph
  }

  private connect(
    { edge, position }: PlacedEdge,
    drafts: ReadonlyMap<string, NodeDraft>,
    inDegrees: number[],
  ): void {
    const source = drafts.get(edge.source)
    const target = drafts.get(edge.target)
    if (source === undefined || target === undefined) return
    const compiled: CompiledEdge = { position, source, target, handle: edge.handle }
    source.outgoing.push(compiled)
    this.edges[position] = compiled
    inDegrees[target.index] = (inDegrees[target.index] ?? 0) + 1
  }

  private compileNode(id: string, index: number): NodeDraft | undefined {
    const node = this.index.nodes.get(id)
    if (node === undefined) return undefined
    const kind = this.findKind(node)
    if (kind === undefined) return undefined
    const bound = this.attempt(node, () => kind.bind(node))
    if (bound === undefined) return undefined
    const errorStrategy = this.attempt(node, () => readErrorStrategy(node.data))
    if (errorStrategy === undefined) return undefined
    this.checkErrorStrategy(node, kind, errorStrategy)
    const choosesHandle = kind.executionClass === 'branch'
    const draft: NodeDraft = {
      id,
      index,
      type: node.type,
      title: node.title,
      subgraph: NO_SUBGRAPH,
      bound,
      retry: kind.isRetryable ? readRetryPolicy(node.data) : { maxRetries: 0, intervalMs: 0 },
      errorStrategy,
      isImmediate: bound.isImmediate === true || bound.container !== undefined,
      isResponse: kind.executionClass === 'response',
      choosesHandle,
      isBranch: choosesHandle || errorStrategy.type === 'fail-branch',
      outgoing: [],
      inner: bound.container && this.compileInner(node, bound.container.startNodeId),
    }
    this.nodes.set(id, draft)
    return draft
  }

  private compileInner(container: GraphNode, startNodeId: string | undefined) {
    const children = this.children.get(container.id)
    if (startNodeId !== undefined && children?.has(startNodeId))
      return this.compileLevel(startNodeId)
    this.issues.push({
      code: 'INVALID_CONTAINER',
      message: `Node ${container.id}: start_node_id must name one of its children.`,
      nodeId: container.id,
    })
    return undefined
  }

  private findKind(node: GraphNode): NodeKind | undefined {
    const kind = this.kinds.find(node.type, node.version)
    if (kind === undefined)
      this.issues.push({
        code: 'UNKNOWN_NODE_TYPE',
        message: `Node ${node.id}: no node type '${node.type}' of version ${node.version} is known.`,
        nodeId: node.id,
      })
    return kind
  }

  private checkErrorStrategy(node: GraphNode, kind: NodeKind, strategy: ErrorStrategy): void {
    if (strategy.type !== 'default-value' || kind.executionClass !== 'branch') return
    this.issues.push({
      code: 'INVALID_NODE_DATA',
      message: `Node ${node.id}: error_strategy must not be default-value, a branch has no handle for it.`,
      nodeId: node.id,
    })
  }

  private attempt<Result extends BoundNode | ErrorStrategy>(
    node: GraphNode,
    read: () => Result,
  ): Result | undefined {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof WeftError)) throw error
      this.issues.push({ code: 'INVALID_NODE_DATA', message: error.message, nodeId: node.id })
      return undefined
    }
  }
}

/** Stands in while a level is being put together. */
const NO_SUBGRAPH: Subgraph = {
  get entry(): never {
    throw new TypeError('The level of this node is not compiled yet')
  },
  nodes: [],
  byId: new Map(),
  inDegrees: [],
  responses: [],
}

function groupByContainer(nodes: readonly GraphNode[]): ReadonlyMap<string, ReadonlySet<string>> {
  const groups = new Map<string, Set<string>>()
  for (const { id, containerId } of nodes) {
    if (containerId === undefined) continue
    const group = groups.get(containerId)
    if (group) group.add(id)
    else groups.set(containerId, new Set([id]))
  }
  return groups
}

function findStructuralIssues({ nodes, edges }: Graph): readonly GraphIssue[] {
  if (nodes.length === 0)
    return [{ code: 'EMPTY_GRAPH', message: 'Graph must have at least one node' }]
  const issues: GraphIssue[] = []
  const ids = new Set<string>()
  for (const { id } of nodes) {
    if (ids.has(id))
      issues.push({ code: 'DUPLICATE_NODE', message: `Two nodes have the id '${id}'.`, nodeId: id })
    ids.add(id)
  }
  const requireEnd = (end: 'source' | 'target', id: string, position: number) => {
    if (ids.has(id)) return
    const message = `Edge edge_${position} references unknown ${end} node '${id}'.`
    issues.push({ code: 'MISSING_NODE', message, nodeId: id })
  }
  edges.forEach(({ source, target }, position) => {
    requireEnd('source', source, position)
    requireEnd('target', target, position)
  })
  return issues
}

function refuseIf(issues: readonly GraphIssue[]): void {
  if (issues.length > 0) throw new GraphInvalid(issues)
}
