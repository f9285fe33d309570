import type { JsonObject } from '../../kernel/index.js'

/** A workflow's nodes and edges, in the form the engine reads: notes removed, older shapes brought up to date. */
export type Graph = {
  readonly nodes: readonly GraphNode[]
  /** An edge is known by its position in this list. */
  readonly edges: readonly GraphEdge[]
}

export type GraphNode = {
  readonly id: string
  /** `data.type`. */
  readonly type: string
  /** `data.version`; `1` when the document does not say. */
  readonly version: string
  readonly title: string
  /** The node's configuration. For a container, `start_node_id` names the child its rounds begin at, if it has any. */
  readonly data: JsonObject
  /** The iteration or loop the node is in; absent at top level. */
  readonly containerId: string | undefined
}

export type GraphEdge = {
  readonly source: string
  readonly target: string
  /** Which of the source's ways out: `source` unless the node branches. */
  readonly handle: string
}
