import type { GenerationEvent } from '@weft/application/conversation'
import type { JsonObject } from '@weft/domain/kernel'
import type {
  ContainerPosition,
  Graph,
  GraphNode,
  NodeExecution,
  RunEnded,
  RunPaused,
} from '@weft/domain/workflow'
import { handleLabel } from './handle-label.js'
import {
  isMarker,
  type PictureEdge,
  type PictureExecution,
  type PictureNode,
  type PictureNodeStatus,
  type PictureRounds,
  type RunPicture,
  type RunPictureStatus,
} from './run-picture.js'

/** Runs of one node whose inputs and outputs are kept. */
const MAX_EXECUTIONS = 20

export type PicturedApp = {
  readonly title: string
  readonly mode: string
  readonly graph: Graph
}

/** Watches a run and knows at any time how to draw it. */
export class RunRecorder {
  readonly #nodes: ReadonlyMap<string, NodeRecord>
  readonly #taken = new Set<number>()
  readonly #skipped = new Set<number>()
  #inputs: JsonObject = {}
  #startedAt: Date | undefined
  #end: RunRest | undefined

  constructor(private readonly app: PicturedApp) {
    this.#nodes = new Map(app.graph.nodes.map((node) => [node.id, new NodeRecord(node)]))
  }

  /** The same events, seen on their way. */
  async *watch(
    batches: AsyncIterable<readonly GenerationEvent[]>,
  ): AsyncGenerator<readonly GenerationEvent[], void, undefined> {
    for await (const batch of batches) {
      for (const event of batch) this.take(event)
      yield batch
    }
  }

  take(event: GenerationEvent): void {
    switch (event.type) {
      case 'RunStarted':
        this.#inputs = event.inputs
        this.#startedAt = event.at
        return
      case 'EdgeTaken':
        this.#taken.add(event.edge)
        return
      case 'EdgeSkipped':
        this.#skipped.add(event.edge)
        return
      case 'RunSucceeded':
      case 'RunPartiallySucceeded':
      case 'RunFailed':
      case 'RunStopped':
      case 'RunPaused':
        this.#end = event
        return
      default:
        if ('execution' in event) this.#nodes.get(event.execution.nodeId)?.take(event)
    }
  }

  get picture(): RunPicture {
    const end = this.#end
    return {
      title: this.app.title,
      mode: this.app.mode,
      status: end ? STATUSES[end.type] : 'running',
      error: errorOf(end),
      elapsedMs: end && this.#startedAt ? end.at.getTime() - this.#startedAt.getTime() : 0,
      steps: end?.steps ?? 0,
      totalTokens: end?.usage.totalTokens ?? 0,
      inputs: this.#inputs,
      outputs: end && end.type !== 'RunFailed' ? end.outputs : {},
      nodes: [...this.#nodes.values()].map((node) => node.draw(this.isSkipped(node.id))),
      edges: this.edges(),
    }
  }

  /** A node nobody came to is skipped when some way to it was. */
  private isSkipped(nodeId: string): boolean {
    return this.app.graph.edges.some(
      ({ target }, position) => target === nodeId && this.#skipped.has(position),
    )
  }

  private edges(): readonly PictureEdge[] {
    const { edges, nodes } = this.app.graph
    const byId = new Map(nodes.map((node) => [node.id, node]))
    return edges.map(({ source, target, handle }, position) => ({
      source,
      target,
      label: handleLabel(byId.get(source), handle),
      status: this.statusOf(position),
    }))
  }

  private statusOf(position: number): PictureEdge['status'] {
    if (this.#taken.has(position)) return 'taken'
    return this.#skipped.has(position) ? 'skipped' : 'unused'
  }
}

/** How a run comes to rest. */
type RunRest = RunEnded | RunPaused

const STATUSES = {
  RunSucceeded: 'succeeded',
  RunPartiallySucceeded: 'partial-succeeded',
  RunFailed: 'failed',
  RunStopped: 'stopped',
  RunPaused: 'paused',
} as const satisfies Record<RunRest['type'], RunPictureStatus>

function errorOf(end: RunRest | undefined): string | undefined {
  if (end?.type === 'RunFailed') return end.error
  return end?.type === 'RunStopped' ? end.reason : undefined
}

type NodeEvent = Extract<GenerationEvent, { readonly execution: NodeExecution }>

/** What became of one node. */
class NodeRecord {
  readonly #executions: PictureExecution[] = []
  #runs = 0
  #retries = 0
  #open = 0
  #elapsedMs = 0
  #status: PictureNodeStatus | undefined
  #rounds: PictureRounds | undefined

  constructor(private readonly node: GraphNode) {}

  get id(): string {
    return this.node.id
  }

  take(event: NodeEvent): void {
    switch (event.type) {
      case 'NodeStarted':
        this.#runs++
        this.#open++
        return
      case 'NodeRetried':
        this.#retries++
        return
      case 'NodePaused':
        this.#status = worse(this.#status, 'paused')
        this.#open--
        return
      case 'NodeSucceeded':
        this.finish(event, 'succeeded', event.outcome, undefined)
        return
      case 'NodeExceptionHandled':
        this.finish(
          event,
          'exception',
          { ...event.failure, outputs: event.outputs },
          event.failure.error,
        )
        return
      case 'NodeFailed':
        this.finish(event, 'failed', event.failure, event.failure.error)
        return
      case 'ContainerStarted':
        this.begin(event)
        return
      case 'ContainerAdvanced':
        this.countRounds(1)
        return
      case 'ContainerSucceeded':
        // A loop that breaks before its first round has announced it all the same.
        if (event.kind === 'loop' && event.steps === 0) this.countRounds(-1)
        return
      default:
        return
    }
  }

  draw(isSkipped: boolean): PictureNode {
    const { id, type, title, containerId } = this.node
    return {
      id,
      type,
      title: title === '' ? id : title,
      containerId,
      status: this.statusNow(isSkipped),
      runs: this.#runs,
      retries: this.#retries,
      elapsedMs: this.#elapsedMs,
      rounds: this.#rounds,
      executions: this.#executions,
    }
  }

  private statusNow(isSkipped: boolean): PictureNodeStatus {
    if (this.#open > 0) return 'stopped'
    return this.#status ?? (isSkipped && !isMarker(this.node) ? 'skipped' : 'idle')
  }

  /** The first round of a loop is not announced; the items of an iteration all are. */
  private begin({ kind, length }: Extract<NodeEvent, { type: 'ContainerStarted' }>): void {
    const { begun = 0, length: before = 0 } = this.#rounds ?? {}
    const isRoundBegun = kind === 'loop' && length > 0
    this.#rounds = { kind, begun: begun + (isRoundBegun ? 1 : 0), length: before + length }
  }

  private countRounds(more: number): void {
    if (this.#rounds) this.#rounds = { ...this.#rounds, begun: this.#rounds.begun + more }
  }

  private finish(
    { execution, at }: { readonly execution: NodeExecution; readonly at: Date },
    status: PictureNodeStatus,
    record: { readonly inputs?: JsonObject; readonly outputs?: JsonObject },
    error: string | undefined,
  ): void {
    const elapsedMs = Math.max(0, at.getTime() - execution.startedAt.getTime())
    this.#open--
    this.#elapsedMs += elapsedMs
    this.#status = worse(this.#status, status)
    if (this.#executions.length >= MAX_EXECUTIONS) return
    this.#executions.push({
      place: placeOf(execution.container),
      status,
      elapsedMs,
      inputs: record.inputs ?? {},
      outputs: record.outputs ?? {},
      error,
    })
  }
}

const SEVERITY: Readonly<Record<PictureNodeStatus, number>> = {
  idle: 0,
  skipped: 0,
  succeeded: 1,
  exception: 2,
  paused: 3,
  stopped: 4,
  failed: 5,
}

/** Of several runs the worst is shown. */
function worse(before: PictureNodeStatus | undefined, now: PictureNodeStatus): PictureNodeStatus {
  return before !== undefined && SEVERITY[before] > SEVERITY[now] ? before : now
}

function placeOf(position: ContainerPosition | undefined): string {
  if (!position) return ''
  const own = `${position.kind === 'iteration' ? 'item' : 'round'} ${position.index + 1}`
  const outer = placeOf(position.outer)
  return outer === '' ? own : `${outer}, ${own}`
}
