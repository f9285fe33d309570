import type { JsonObject } from '@weft/domain/kernel'

/** A run as it is drawn: the graph with what became of its nodes and edges. */
export type RunPicture = {
  /** Name of the app. */
  readonly title: string
  readonly mode: string
  readonly status: RunPictureStatus
  readonly error: string | undefined
  /** Milliseconds. */
  readonly elapsedMs: number
  readonly steps: number
  readonly totalTokens: number
  readonly inputs: JsonObject
  readonly outputs: JsonObject
  readonly nodes: readonly PictureNode[]
  readonly edges: readonly PictureEdge[]
}

export type RunPictureStatus =
  'succeeded' | 'partial-succeeded' | 'failed' | 'stopped' | 'paused' | 'running'

/** `skipped`: on a way that was not taken. `idle`: the run did not get there. */
export type PictureNodeStatus =
  'succeeded' | 'failed' | 'exception' | 'stopped' | 'paused' | 'skipped' | 'idle'

export type PictureNode = {
  readonly id: string
  readonly type: string
  readonly title: string
  readonly containerId: string | undefined
  readonly status: PictureNodeStatus
  readonly runs: number
  readonly retries: number
  /** Of all its runs together, in milliseconds. */
  readonly elapsedMs: number
  /** Containers: how far they got. */
  readonly rounds: PictureRounds | undefined
  /** The first runs in the order in which they began. */
  readonly executions: readonly PictureExecution[]
}

export type PictureRounds = {
  readonly kind: 'iteration' | 'loop'
  readonly begun: number
  /** Items there are, or the most rounds there may be. */
  readonly length: number
}

export type PictureExecution = {
  /** Which item or round it belongs to, outermost first: `item 2, round 1`. Empty at top level. */
  readonly place: string
  readonly status: PictureNodeStatus
  readonly elapsedMs: number
  readonly inputs: JsonObject
  readonly outputs: JsonObject
  readonly error: string | undefined
}

export type PictureEdge = {
  readonly source: string
  readonly target: string
  /** What to call the way out of the source; empty when there is only one. */
  readonly label: string
  readonly status: 'taken' | 'skipped' | 'unused'
}

/** Nodes that are there for the graph and never run by themselves. */
export function isMarker({ type }: Pick<PictureNode, 'type'>): boolean {
  return type === 'iteration-start' || type === 'loop-start'
}
