import type { CompiledEdge, CompiledNode, Subgraph } from '../graph/compiled-graph.js'
import { selectorKey } from '../variable/read-selector.js'
import type { Selector } from '../variable/selector.js'

/** What is to be streamed on one level of a graph. The same for every frame of it. */
export type ResponsePlan = {
  /** By id in string order. */
  readonly responses: readonly PlannedResponse[]
  /** Variables that templates refer to, by the node they belong to. */
  readonly references: ReadonlyMap<string, readonly Selector[]>
  readonly referenceKeys: ReadonlySet<string>
}

export type PlannedResponse = {
  readonly node: CompiledNode
  readonly segments: readonly PlannedSegment[]
  /** Nodes that write what the template shows. */
  readonly writers: ReadonlySet<CompiledNode>
}

type PlannedSegment = { readonly type: 'text'; readonly text: string } | PlannedReference

export type PlannedReference = {
  readonly type: 'reference'
  readonly selector: Selector
  /** The node the variable belongs to, if it is on the same level. */
  readonly source: CompiledNode | undefined
  /**
   * Nodes that have ended, or are skipped, whenever the response node runs: as long as one of them is not, the variable
   * may still change.
   */
  readonly writers: readonly CompiledNode[]
  /** Whether the source, too, has ended or is skipped whenever the response node runs. */
  readonly isUpstream: boolean
}

const plans = new WeakMap<Subgraph, ResponsePlan>()

export function responsePlanOf(subgraph: Subgraph): ResponsePlan {
  let plan = plans.get(subgraph)
  if (plan === undefined) {
    plan = planResponses(subgraph)
    plans.set(subgraph, plan)
  }
  return plan
}

/** Whether anything is streamed on this level or deeper inside. */
export function streamsWithin({ nodes, responses }: Subgraph): boolean {
  return responses.length > 0 || nodes.some(({ inner }) => inner && streamsWithin(inner))
}

/** Whether text behind the edge must wait until the edge is taken. */
export function isDecision({ source }: CompiledEdge): boolean {
  return source.isBranch || source.isResponse || source.inner !== undefined
}

function planResponses({ nodes, byId, responses }: Subgraph): ResponsePlan {
  const writing = nodes.filter(({ bound }) => (bound.writes?.length ?? 0) > 0)
  const sources = sourcesByNode(nodes)
  const references = new Map<string, Selector[]>()
  const planned = responses.map((node): PlannedResponse => {
    const upstream = upstreamOf(node, sources)
    const segments = (node.bound.responseTemplate ?? []).map((segment): PlannedSegment => {
      if (segment.type === 'text') return segment
      const { selector } = segment
      collect(references, selector)
      const source = byId.get(selector[0] ?? '')
      return {
        type: 'reference',
        selector,
        source,
        writers: writing.filter((writer) => upstream.has(writer) && writes(writer, selector)),
        isUpstream: source !== undefined && upstream.has(source),
      }
    })
    const selectors = segments.flatMap((segment) =>
      segment.type === 'reference' ? [segment.selector] : [],
    )
    const isWriter = (writer: CompiledNode) => selectors.some((one) => writes(writer, one))
    return { node, segments, writers: new Set(writing.filter(isWriter)) }
  })
  const keys = [...references.values()].flat().map(selectorKey)
  return { responses: planned, references, referenceKeys: new Set(keys) }
}

type Sources = ReadonlyMap<CompiledNode, readonly CompiledNode[]>

function sourcesByNode(nodes: readonly CompiledNode[]): Sources {
  const sources = new Map<CompiledNode, CompiledNode[]>()
  for (const node of nodes)
    for (const { target } of node.outgoing) {
      const known = sources.get(target)
      if (known) known.push(node)
      else sources.set(target, [node])
    }
  return sources
}

/** Every node with a path to this one. */
function upstreamOf(node: CompiledNode, sources: Sources): ReadonlySet<CompiledNode> {
  const upstream = new Set<CompiledNode>()
  const open = [node]
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const source of sources.get(at) ?? []) {
      if (upstream.has(source)) continue
      upstream.add(source)
      open.push(source)
    }
  return upstream
}

function collect(references: Map<string, Selector[]>, selector: Selector): void {
  const [nodeId = ''] = selector
  const known = references.get(nodeId)
  if (known) known.push(selector)
  else references.set(nodeId, [selector])
}

function writes({ bound }: CompiledNode, [nodeId, name]: Selector): boolean {
  return (bound.writes ?? []).some((written) => written[0] === nodeId && written[1] === name)
}
