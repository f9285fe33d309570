import type { JsonObject, TenantId, TokenUsage } from '../../kernel/index.js'
import type { NodePause, PauseReason } from '../run/pause-reason.js'
import type { RunId } from '../run/run-id.js'
import type { Segment, SegmentType } from '../value/segment.js'
import type { Selector } from '../variable/selector.js'
import type { VariableReader, VariableUpdate } from '../variable/variable-reader.js'
import type { AgentLog } from './agent-log.js'
import type { ContainerRules } from './container-rules.js'

/**
 * How the engine treats a node: `root` may be the entry, `branch` takes only the edges of one handle, `container`
 * runs child frames, `response` contributes to the run's outputs and stream, `executable` is everything else.
 */
export type ExecutionClass = 'root' | 'branch' | 'container' | 'response' | 'executable'

/** One kind of node. A library user adds kinds of their own by registering further ones. */
export interface NodeKind {
  /** `data.type` in the document. */
  readonly type: string
  /** Values of `data.version` this kind reads; a document without one means `1`. */
  readonly versions: readonly string[]
  readonly executionClass: ExecutionClass
  /** Whether `retry_config` has an effect. */
  readonly isRetryable: boolean
  /**
   * Reads a node's data, once per compiled graph.
   *
   * @throws InvalidNodeData naming the node and the field.
   */
  bind(node: NodeDefinition): BoundNode
}

/** A node as its document defines it. */
export type NodeDefinition = {
  readonly id: string
  readonly title: string
  readonly data: JsonObject
}

/** A node ready to run, any number of times and for several runs at once: it keeps no state of its own. */
export interface BoundNode {
  /** Returns at once where no I/O is needed; a generator where there is progress to tell. */
  execute(context: NodeContext): NodeExecutionResult
  /** Response nodes: what of their text may be streamed, in which order. */
  readonly responseTemplate?: readonly ResponseSegment[]
  /**
   * Response nodes: the output whose text is the text streamed for the template. The run's output of that name is what
   * was streamed, in the order it was streamed: `answer`.
   */
  readonly streamedOutput?: string
  /** Variables written besides the node's outputs; text that shows one of them waits for the node. */
  readonly writes?: readonly Selector[]
  /** True when `execute` always returns its outcome at once: the node then never waits for a free place in the run. */
  readonly isImmediate?: boolean
  /** Containers: the rules of their rounds. The engine carries them out; `execute` is not called. */
  readonly container?: ContainerRules
  /** Where a container's rounds begin. Never executed nor told: its edges are taken when a round begins. */
  readonly isRoundStart?: boolean
  /** The loop that is over after the round in which this node succeeds. */
  readonly endsLoop?: { readonly loopId: string | undefined }
}

export type NodeExecutionResult =
  NodeOutcome | Promise<NodeOutcome> | AsyncGenerator<NodeProgress, NodeOutcome, undefined>

/** A piece of a response node's template. */
export type ResponseSegment =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reference'; readonly selector: Selector }

/** What a node is given to run with. Services are given to its kind when that is made. */
export interface NodeContext {
  readonly nodeId: string
  readonly executionId: string
  readonly variables: VariableReader
  readonly run: RunInfo
  /** Why the node paused the run when it was here before, and what came of that; absent on the first visit. */
  readonly pause?: NodePause | undefined
  /** Earlier rounds of the conversation; absent outside conversations. */
  readonly memory: ConversationMemory | undefined
  /** Aborted when the run is stopped or the node's time is up. */
  readonly signal: AbortSignal
  now(): Date
}

export type RunInfo = {
  readonly runId: RunId
  readonly tenantId: TenantId
  /** The caller's name for the end user; absent when there is none. */
  readonly user: string | undefined
}

/** Reads what was said before. */
export interface ConversationMemory {
  /** At most `limit` rounds that have an answer, oldest first. */
  read(limit: number): Promise<readonly ConversationRound[]>
}

export type ConversationRound = {
  readonly query: string
  readonly answer: string
}

/** What a node tells while it works. */
export type NodeProgress =
  /** A piece of the output named `output`; the last one, usually empty, is final. */
  | {
      readonly type: 'chunk'
      readonly output: string
      readonly text: string
      readonly isFinal: boolean
    }
  | { readonly type: 'reasoning'; readonly text: string; readonly isFinal: boolean }
  | {
      readonly type: 'retriever-resources'
      readonly resources: readonly JsonObject[]
      readonly context: string
    }
  | { readonly type: 'agent-log'; readonly log: AgentLog }
  /** Something slow was asked whether it is done: for the `attempt`th time, and when it will be asked again. */
  | {
      readonly type: 'polling'
      readonly attempt: number
      readonly checkedAt: Date
      readonly nextCheckAt: Date | undefined
    }

type NodeRecord = {
  /** What the node worked with, for the record. Secrets in logged form only. */
  readonly inputs?: JsonObject
  readonly processData?: JsonObject
  /** `total_tokens`, `total_price`, … as the wire names them. */
  readonly metadata?: JsonObject
  readonly usage?: TokenUsage
}

export type NodeSuccess = NodeRecord & {
  readonly type: 'succeeded'
  readonly outputs: JsonObject
  /** Types of outputs whose JSON value does not tell: floats, empty lists, secrets. */
  readonly outputTypes?: { readonly [name: string]: SegmentType }
  /** Branch nodes: the handle whose edges are taken. */
  readonly handle?: string
  /** Applied to the pool together with the outputs. */
  readonly updates?: readonly VariableUpdate[]
}

export type NodeFailure = NodeRecord & {
  readonly type: 'failed'
  readonly error: string
  /** Name of the error's class, as documents and clients know it: `CodeExecutionError`. */
  readonly errorType: string
  readonly outputs?: JsonObject
}

/**
 * The node cannot go on before something happens outside. Nodes that run come to their end, no other begins, and the run
 * pauses. When it is resumed the node runs again from its beginning, under the same execution, and finds in its context
 * what it waited for.
 */
export type NodePauseRequest = NodeRecord & {
  readonly type: 'paused'
  readonly reason: PauseReason
}

/** How an attempt ended. A failure is data: retries and error strategies decide what comes of it. */
export type NodeOutcome = NodeSuccess | NodeFailure | NodePauseRequest

/** A variable as it is put into a pool before the run starts. */
export type InitialVariable = {
  readonly selector: Selector
  readonly segment: Segment
}
