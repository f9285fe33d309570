import type {
  ActiveNode,
  ConversationMemory,
  NodeContext,
  NodeOutcome,
  NodePause,
  NodeProgress,
  RunInfo,
  VariableReader,
} from '@weft/domain/workflow'

/** What the nodes of a run are given. */
export type AttemptHost = {
  readonly run: RunInfo
  readonly memory: ConversationMemory | undefined
  /** Aborted when the run is over. */
  readonly signal: AbortSignal
  /** Whether a single attempt may run out of time. */
  readonly hasNodeTimeLimit: boolean
  now(): Date
}

export type NodeGenerator = AsyncGenerator<NodeProgress, NodeOutcome, undefined>

/** One attempt of a node, and what the node sees of its run. Made for every node, so it makes nothing in advance. */
export class Attempt implements NodeContext {
  /** Nobody waits for the result any more. */
  isOver = false
  generator: NodeGenerator | undefined
  timer: ReturnType<typeof setTimeout> | undefined
  private controller: AbortController | undefined
  private combined: AbortSignal | undefined

  constructor(
    readonly active: ActiveNode,
    private readonly host: AttemptHost,
  ) {}

  get nodeId(): string {
    return this.active.node.id
  }

  get executionId(): string {
    return this.active.execution.id
  }

  get variables(): VariableReader {
    return this.active.frame.variables
  }

  get pause(): NodePause | undefined {
    return this.active.pause
  }

  get run(): RunInfo {
    return this.host.run
  }

  get memory(): ConversationMemory | undefined {
    return this.host.memory
  }

  get signal(): AbortSignal {
    if (!this.host.hasNodeTimeLimit) return this.host.signal
    this.controller ??= new AbortController()
    this.combined ??= AbortSignal.any([this.host.signal, this.controller.signal])
    return this.combined
  }

  now(): Date {
    return this.host.now()
  }

  /** The result is in, or is not wanted any more. */
  end(reason?: unknown): void {
    this.isOver = true
    clearTimeout(this.timer)
    if (reason !== undefined) this.controller?.abort(reason)
  }
}
