import { TokenUsage, type JsonValue } from '../../kernel/index.js'
import type { CompiledGraph, CompiledNode, Subgraph } from '../graph/compiled-graph.js'
import type { ContainerRules } from '../node/container-rules.js'
import type { InitialVariable, NodeFailure } from '../node/node-kind.js'
import type { Segment } from '../value/segment.js'
import { VariablePool } from '../variable/variable-pool.js'
import { Fifo } from './fifo.js'
import type { NodePause, PauseReason } from './pause-reason.js'
import type { ContainerPosition, NodeExecution } from './run-event.js'
import { ROOT_FRAME } from './run-event.js'
import { runLimits, type RunLimits } from './run-limits.js'

/**
 * Where a run stands: the fold of its events. It is changed in place by `evolveRun`, which owns the state it is given;
 * whoever needs an earlier state keeps a `copyRunState` of it.
 */
export type RunState = {
  readonly graph: CompiledGraph
  readonly limits: RunLimits
  status: 'created' | 'running' | 'paused' | 'ended'
  /** Of the start, or of the last resumption: what the time limit counts from. */
  beganAt: Date | undefined
  readonly root: Frame
  readonly frames: Map<string, Frame>
  /** Executions that have begun and not ended, by id. */
  readonly active: Map<string, ActiveNode>
  /** Containers under way, by execution id. */
  readonly containers: Map<string, ContainerRun>
  /** Nodes that may start; entries may be stale. Those that never wait are apart. */
  readonly ready: Fifo<ReadyNode>
  readonly readyImmediate: Fifo<ReadyNode>
  /** Containers that may have something to decide; entries may be stale. */
  readonly settled: Set<string>
  /** Why the run is to pause: asked for since it was started, or resumed. None while it goes on. */
  pauseReasons: readonly PauseReason[]
  /** Nodes started so far. */
  steps: number
  /** Attempts of nodes of the top-level frame. */
  rootSteps: number
  exceptionsCount: number
  usage: TokenUsage
  /** Text streamed so far, by the output it adds up to. */
  readonly streamed: Map<string, string[]>
}

export const NODE_UNKNOWN = 0
export const NODE_READY = 1
export const NODE_ACTIVE = 2
export const NODE_SETTLED = 3
export const NODE_SKIPPED = 4

/** One level of the graph being run: the top level, an item of an iteration or a round of a loop. */
export type Frame = {
  readonly id: string
  readonly graph: Subgraph
  readonly variables: VariablePool
  readonly round: Round | undefined
  /** Incoming edges that are undecided, by node index. */
  readonly pending: number[]
  /** The edge last taken into the node by node index; -1 for none. */
  readonly takenEdge: number[]
  /** One of the `NODE_` states by node index. */
  readonly nodeStates: number[]
  /** Nodes that are ready or active. */
  busy: number
  /** The first failure nothing inside has handled. */
  failure: NodeFailure | undefined
  readonly outputs: Map<string, JsonValue>
  /** Conversation variables written here and not yet known to the frame around. */
  readonly conversation: Map<string, Segment>
}

export type Round = {
  readonly containerId: string
  readonly parent: Frame
  readonly index: number
  readonly position: ContainerPosition
  readonly startedAt: Date
}

export type ActiveNode = {
  readonly execution: NodeExecution
  readonly node: CompiledNode
  readonly frame: Frame
  /** Retries announced so far. */
  retries: number
  /** It has paused, and is to run again when the run is resumed. */
  isPaused: boolean
  /** What it paused for, and what came of that; absent on its first visit. */
  pause: NodePause | undefined
}

export type ReadyNode = {
  readonly frame: Frame
  readonly node: CompiledNode
}

/** A container under way. */
export type ContainerRun = {
  readonly execution: NodeExecution
  readonly node: CompiledNode
  readonly rules: ContainerRules
  readonly frame: Frame
  readonly inputs: { readonly [name: string]: JsonValue }
  readonly items: readonly JsonValue[]
  /** The next round to begin. */
  next: number
  /** Rounds begun and not over. */
  open: number
  /** Iterations: results by index; undefined for an item that failed. */
  readonly results: (JsonValue | undefined)[]
  /** Seconds by round. */
  readonly durations: Map<number, number>
  /** Loops: variables by round. */
  readonly variables: Map<number, { readonly [label: string]: JsonValue }>
  failure: NodeFailure | undefined
  /** A node of the loop asked for its end. */
  isEnded: boolean
  usage: TokenUsage
}

export type InitialRun = {
  /** What is known before the run starts: inputs, system, environment and conversation variables. */
  readonly variables?: readonly InitialVariable[]
  readonly limits?: Partial<RunLimits>
}

/** A run that has not begun. */
export function initialRunState(graph: CompiledGraph, initial: InitialRun = {}): RunState {
  const variables = VariablePool.empty()
  for (const { selector, segment } of initial.variables ?? []) variables.set(selector, segment)
  const root = createFrame({ id: ROOT_FRAME, graph: graph.root, variables, round: undefined })
  return {
    graph,
    limits: runLimits(initial.limits),
    status: 'created',
    beganAt: undefined,
    root,
    frames: new Map([[root.id, root]]),
    active: new Map(),
    containers: new Map(),
    ready: new Fifo(),
    readyImmediate: new Fifo(),
    settled: new Set(),
    pauseReasons: [],
    steps: 0,
    rootSteps: 0,
    exceptionsCount: 0,
    usage: TokenUsage.none,
    streamed: new Map(),
  }
}

export function createFrame(args: Pick<Frame, 'id' | 'graph' | 'variables' | 'round'>): Frame {
  const { inDegrees } = args.graph
  return {
    ...args,
    pending: inDegrees.slice(),
    takenEdge: inDegrees.map(() => -1),
    nodeStates: inDegrees.map(() => NODE_UNKNOWN),
    busy: 0,
    failure: undefined,
    outputs: new Map(),
    conversation: new Map(),
  }
}
