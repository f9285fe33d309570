import type { Graph, GraphEdge, GraphNode } from '@weft/domain/workflow'
import { GENERATED_LISTS } from '@weft/domain/workflow/testing'

/**
 * What a run of a generated graph must come to, worked out the slow and simple way: level by level, node by node in
 * an order in which sources come before targets, with copies of everything.
 */
export function referenceRun(graph: Graph): Expected {
  const expected: Expected = { ran: new Map(), isUncertain: false, hasFailed: false }
  const values: Values = new Map()
  const level = runLevel(graph, undefined, '', values, expected)
  expected.hasFailed = level.hasFailed
  return expected
}

export type Expected = {
  /** Value of every node that ran, by its place; undefined for those that failed or have none. */
  readonly ran: Map<string, string | undefined>
  /** What runs depends on which of several parallel items fails first. */
  isUncertain: boolean
  hasFailed: boolean
}

type Values = Map<string, unknown>
type EdgeState = 'taken' | 'skipped' | 'undecided'
type Ended =
  | {
      /** `every` takes all edges. */ readonly handle: string
      readonly value: unknown
      readonly hasFailed: false
    }
  | { readonly hasFailed: true }

function runLevel(
  graph: Graph,
  containerId: string | undefined,
  path: string,
  values: Values,
  expected: Expected,
): { readonly hasFailed: boolean } {
  const edges = new Map<GraphEdge, EdgeState>()
  let hasFailed = false
  for (const node of graph.nodes.filter((candidate) => candidate.containerId === containerId)) {
    const incoming = graph.edges.filter(({ target }) => target === node.id)
    const outgoing = graph.edges.filter(({ source }) => source === node.id)
    const states = incoming.map((edge) => edges.get(edge) ?? 'undecided')
    const isEntry = incoming.length === 0
    if (!isEntry && states.includes('undecided')) {
      for (const edge of outgoing) edges.set(edge, 'undecided')
      continue
    }
    if (!isEntry && !states.includes('taken')) {
      for (const edge of outgoing) edges.set(edge, 'skipped')
      continue
    }
    const ended = runNode(graph, node, path, values, expected)
    if (ended.hasFailed) {
      hasFailed = true
      for (const edge of outgoing) edges.set(edge, 'undecided')
      continue
    }
    if (ended.value !== undefined) values.set(node.id, ended.value)
    for (const edge of outgoing) {
      const isTaken = ended.handle === 'every' || edge.handle === ended.handle
      edges.set(edge, isTaken ? 'taken' : 'skipped')
    }
  }
  return { hasFailed }
}

function runNode(
  graph: Graph,
  node: GraphNode,
  path: string,
  values: Values,
  expected: Expected,
): Ended {
  const place = `${path}${node.id}`
  const ran = (value?: string) => expected.ran.set(place, value)
  switch (node.type) {
    case 'enter':
      return { handle: 'every', value: undefined, hasFailed: false }
    case 'choice':
      ran()
      return { handle: show(node.data['handle']), value: undefined, hasFailed: false }
    case 'step':
      return runStep(node, values, ran)
    case 'each':
      ran()
      return runEach(graph, node, path, values, expected)
    case 'repeat':
      ran()
      return runRepeat(graph, node, path, values, expected)
    default:
      ran()
      return { handle: 'every', value: undefined, hasFailed: false }
  }
}

function runStep(node: GraphNode, values: Values, ran: (value?: string) => void): Ended {
  const { data, id } = node
  const strategy = data['error_strategy']
  if (data['fails'] !== true) {
    const reads = (data['reads'] ?? []) as readonly (readonly [string, string])[]
    const read = reads.map(([source, name]) =>
      show(values.get(name === 'item' ? `${source}.item` : source)),
    )
    const value = `${id}(${read.join(',')})`
    ran(value)
    return { handle: strategy === 'fail-branch' ? 'source' : 'every', value, hasFailed: false }
  }
  if (strategy === 'fail-branch') {
    ran()
    return { handle: 'fail-branch', value: undefined, hasFailed: false }
  }
  if (strategy === 'default-value') {
    ran('default')
    return { handle: 'every', value: 'default', hasFailed: false }
  }
  ran()
  return { hasFailed: true }
}

function runEach(
  graph: Graph,
  node: GraphNode,
  path: string,
  values: Values,
  expected: Expected,
): Ended {
  const [, list] = node.data['items'] as readonly [string, keyof typeof GENERATED_LISTS]
  const items: readonly unknown[] = GENERATED_LISTS[list]
  const terminates = node.data['mode'] === 'terminated'
  for (const [index, item] of items.entries()) {
    const inside = new Map(values).set(`${node.id}.item`, item)
    const { hasFailed } = runLevel(graph, node.id, `${path}${node.id}[${index}].`, inside, expected)
    if (!hasFailed || !terminates) continue
    if (node.data['window'] !== 1) expected.isUncertain = true
    return { hasFailed: true }
  }
  return { handle: 'every', value: undefined, hasFailed: false }
}

function runRepeat(
  graph: Graph,
  node: GraphNode,
  path: string,
  values: Values,
  expected: Expected,
): Ended {
  for (let round = 0; round < Number(node.data['rounds']); round++) {
    const inside = new Map(values)
    const { hasFailed } = runLevel(graph, node.id, `${path}${node.id}[${round}].`, inside, expected)
    if (hasFailed) return { hasFailed: true }
  }
  return { handle: 'every', value: undefined, hasFailed: false }
}

function show(value: unknown): string {
  if (value === undefined) return '-'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
