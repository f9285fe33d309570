import type { JsonObject } from '../../kernel/index.js'
import type { BoundNode } from '../node/node-kind.js'
import type { SegmentType } from '../value/segment.js'

/** A graph ready to run, any number of times and for several runs at once. */
export type CompiledGraph = {
  /** The nodes at top level. */
  readonly root: Subgraph
  /** Every node that can be reached, by its id. */
  readonly nodes: ReadonlyMap<string, CompiledNode>
  /** By position in the document's list; edges that can never be decided are left out. */
  readonly edges: readonly (CompiledEdge | undefined)[]
  /** Whether any response node has a template to stream. */
  readonly streams: boolean
}

/** The nodes of one level: the top level, or the children of one container. */
export type Subgraph = {
  /** Where a run or a round enters. */
  readonly entry: CompiledNode
  /** Nodes that can be reached from the entry, the entry first. */
  readonly nodes: readonly CompiledNode[]
  readonly byId: ReadonlyMap<string, CompiledNode>
  /** Number of incoming edges by node index. */
  readonly inDegrees: readonly number[]
  /** Response nodes with a template, by id in string order. */
  readonly responses: readonly CompiledNode[]
}

export type CompiledNode = {
  readonly id: string
  /** Place among the nodes of its subgraph. */
  readonly index: number
  readonly type: string
  readonly title: string
  readonly subgraph: Subgraph
  readonly bound: BoundNode
  readonly retry: RetryPolicy
  readonly errorStrategy: ErrorStrategy
  /** Never waits for a free place in the run. */
  readonly isImmediate: boolean
  /** Contributes to the outputs of the run. */
  readonly isResponse: boolean
  /** Whether the kind itself chooses a handle. */
  readonly choosesHandle: boolean
  /** Whether only the edges of one handle are taken. */
  readonly isBranch: boolean
  readonly outgoing: readonly CompiledEdge[]
  /** Containers: the level inside. */
  readonly inner: Subgraph | undefined
}

export type CompiledEdge = {
  /** Position in the document's list of edges. */
  readonly position: number
  readonly source: CompiledNode
  readonly target: CompiledNode
  readonly handle: string
}

export type RetryPolicy = {
  /** 0 when the node is not retried. */
  readonly maxRetries: number
  readonly intervalMs: number
}

/** What comes of a failure that is not retried. */
export type ErrorStrategy =
  | { readonly type: 'none' }
  | { readonly type: 'fail-branch' }
  | {
      readonly type: 'default-value'
      readonly outputs: JsonObject
      readonly outputTypes: { readonly [name: string]: SegmentType }
    }
