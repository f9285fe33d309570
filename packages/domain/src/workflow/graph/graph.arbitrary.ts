import fc from 'fast-check'
import type { JsonObject } from '../../kernel/index.js'
import type { Graph, GraphEdge, GraphNode } from './graph.js'

export type AnyGraphOptions = {
  /** Levels of containers inside each other; 0 for a flat graph. */
  readonly depth?: number
  /** Nodes of one level besides its entry. */
  readonly maxNodes?: number
  /** Whether nodes may fail with nobody to handle it. */
  readonly failures?: boolean
  /** Whether response nodes with templates are among them. */
  readonly answers?: boolean
}

/**
 * Graphs of the scripted kinds, without cycles and with at least one node at every level, all of them reachable: branches,
 * joins, error strategies, iterations and loops. Iterations read their lists from `[env, list0]` … `[env, list3]`.
 */
export function anyGraph(options: AnyGraphOptions = {}): fc.Arbitrary<Graph> {
  return anyLevel('', undefined, {
    depth: 1,
    maxNodes: 8,
    failures: false,
    answers: false,
    ...options,
  })
}

/** Values of the lists that generated iterations read. */
export const GENERATED_LISTS = { list0: [], list1: ['a'], list2: ['a', 'b'], list3: [1, 2, 3] }

type Options = Required<AnyGraphOptions>
type Draft = {
  readonly type: (typeof TYPES)[number]
  /** Where the node's incoming edges come from, as seeds. */
  readonly sources: readonly number[]
  readonly handles: readonly string[]
  readonly handle: string
  readonly failing: 'never' | 'handled' | 'defaulted' | 'unhandled'
  readonly references: readonly number[]
  readonly inner: Graph | undefined
  readonly setting: number
}

const TYPES = ['step', 'step', 'choice', 'answer', 'each', 'repeat'] as const

function anyLevel(
  prefix: string,
  containerId: string | undefined,
  options: Options,
): fc.Arbitrary<Graph> {
  return fc
    .integer({ min: 1, max: options.maxNodes })
    .chain((count) =>
      fc.tuple(...Array.from({ length: count }, (_, i) => anyDraft(`${prefix}n${i}`, options))),
    )
    .map((drafts) => assemble(prefix, containerId, drafts))
}

function anyDraft(id: string, options: Options): fc.Arbitrary<Draft> {
  const types = TYPES.filter(
    (type) =>
      (options.answers || type !== 'answer') &&
      (options.depth > 0 || (type !== 'each' && type !== 'repeat')),
  )
  const inner = anyLevelInside(id, options)
  return fc.constantFrom(...types).chain((type) =>
    fc.record({
      type: fc.constant(type),
      sources: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
      handles: fc.array(fc.constantFrom('a', 'b', 'source', 'fail-branch'), {
        minLength: 3,
        maxLength: 3,
      }),
      handle: fc.constantFrom('a', 'b'),
      failing: fc.constantFrom(
        ...(['never', 'never', 'handled', 'defaulted'] as const),
        ...(options.failures ? (['unhandled'] as const) : []),
      ),
      references: fc.array(fc.nat(), { maxLength: 3 }),
      inner: type === 'each' || type === 'repeat' ? inner : fc.constant(undefined),
      setting: fc.nat(),
    }),
  )
}

function anyLevelInside(id: string, options: Options): fc.Arbitrary<Graph> {
  if (options.depth === 0) return fc.constant({ nodes: [], edges: [] })
  const maxNodes = Math.min(options.maxNodes, 3)
  return anyLevel(`${id}_`, id, { ...options, depth: options.depth - 1, maxNodes })
}

function assemble(
  prefix: string,
  containerId: string | undefined,
  drafts: readonly Draft[],
): Graph {
  const entry = node(
    `${prefix}start`,
    containerId === undefined ? 'start' : 'enter',
    {},
    containerId,
  )
  const ids = [entry.id, ...drafts.map((_, i) => `${prefix}n${i}`)]
  const nodes: GraphNode[] = [entry]
  const edges: GraphEdge[] = []
  drafts.forEach((draft, i) => {
    const id = `${prefix}n${i}`
    const sources = draft.sources.map((seed) => ids[seed % (i + 1)] ?? entry.id)
    sources.forEach((source, k) => {
      edges.push({ source, target: id, handle: draft.handles[k] ?? 'source' })
    })
    nodes.push(node(id, draft.type, dataOf(draft, id, ids, sources, containerId), containerId))
    if (draft.inner) {
      nodes.push(...draft.inner.nodes)
      edges.push(...draft.inner.edges)
    }
  })
  return { nodes, edges }
}

function dataOf(
  draft: Draft,
  id: string,
  ids: readonly string[],
  sources: readonly string[],
  containerId: string | undefined,
): JsonObject {
  const around = containerId === undefined ? [] : [[containerId, 'item']]
  switch (draft.type) {
    case 'step':
      return {
        reads: [...sources.map((source) => [source, 'value']), ...around],
        ...failing(draft),
      }
    case 'choice':
      return { handle: draft.handle }
    case 'answer':
      return { answer: templateOf(draft, id, ids) }
    case 'each':
      return {
        start: `${id}_start`,
        items: ['env', `list${draft.setting % 4}`],
        output: [lastInside(draft.inner, id), 'value'],
        window: 1 + (draft.setting % 3),
        mode:
          ['terminated', 'continue-on-error', 'remove-abnormal-output'][draft.setting % 3] ?? '',
      }
    case 'repeat':
      return { start: `${id}_start`, rounds: 1 + (draft.setting % 3) }
  }
}

function failing({ failing: way }: Draft): JsonObject {
  if (way === 'never') return {}
  if (way === 'unhandled') return { fails: true }
  if (way === 'handled') return { fails: true, error_strategy: 'fail-branch' }
  return {
    fails: true,
    error_strategy: 'default-value',
    default_value: [{ key: 'value', type: 'string', value: 'default' }],
  }
}

function templateOf({ references }: Draft, id: string, ids: readonly string[]): string {
  const shown = references.map((seed) => `{{#${ids[seed % ids.length] ?? id}.value#}}`)
  return `<${id}:${shown.join('|')}>`
}

function lastInside(inner: Graph | undefined, id: string): string {
  const children = inner?.nodes.filter(({ containerId }) => containerId === id) ?? []
  return children.at(-1)?.id ?? id
}

function node(
  id: string,
  type: string,
  data: JsonObject,
  containerId: string | undefined,
): GraphNode {
  return { id, type, version: '1', title: id, data, containerId }
}
