import type { CompiledEdge, CompiledNode, Subgraph } from '../graph/compiled-graph.js'
import type { ResponseSegment } from '../node/node-kind.js'
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
  readonly template: readonly ResponseSegment[]
  /** Nodes that write what the template shows. */
  readonly writers: ReadonlySet<CompiledNode>
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

function planResponses({ nodes, responses }: Subgraph): ResponsePlan {
  const writing = nodes.filter(({ bound }) => (bound.writes?.length ?? 0) > 0)
  const references = new Map<string, Selector[]>()
  const planned = responses.map((node): PlannedResponse => {
    const template = node.bound.responseTemplate ?? []
    const selectors = selectorsOf(template)
    for (const selector of selectors) collect(references, selector)
    return { node, template, writers: new Set(writing.filter(writesAnyOf(selectors))) }
  })
  const keys = [...references.values()].flat().map(selectorKey)
  return { responses: planned, references, referenceKeys: new Set(keys) }
}

function selectorsOf(template: readonly ResponseSegment[]): readonly Selector[] {
  return template.flatMap((segment) => (segment.type === 'reference' ? [segment.selector] : []))
}

function collect(references: Map<string, Selector[]>, selector: Selector): void {
  const [nodeId = ''] = selector
  const known = references.get(nodeId)
  if (known) known.push(selector)
  else references.set(nodeId, [selector])
}

function writesAnyOf(selectors: readonly Selector[]): (node: CompiledNode) => boolean {
  return ({ bound }) =>
    (bound.writes ?? []).some((written) =>
      selectors.some(([nodeId, name]) => nodeId === written[0] && name === written[1]),
    )
}
