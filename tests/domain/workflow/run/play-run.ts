import {
  AnswerStream,
  compileGraph,
  copyRunState,
  decideRun,
  evolveRun,
  initialRunState,
  isRunComplete,
  isRunDrained,
  nextSettledContainer,
  readyNodes,
  RunId,
  toSegment,
  type ActiveNode,
  type CompiledGraph,
  type ContainerPosition,
  type Graph,
  type GraphNode,
  type InitialVariable,
  type NodeContext,
  type NodeExecution,
  type NodeOutcome,
  type RunCommand,
  type RunEvent,
  type RunState,
} from '@weft/domain/workflow'
import { GENERATED_LISTS, scriptedNodeKinds } from '@weft/domain/workflow/testing'
import { TenantId, type JsonObject } from '@weft/domain/kernel'

export const RUN_ID = RunId.parse('01890000-0000-7000-8000-000000000001')
const TENANT_ID = TenantId.parse('01890000-0000-7000-8000-000000000002')
export const AT = new Date('2025-01-01T00:00:00Z')

/** Chooses what happens next among so many things that could. */
export type Pick = (choices: number) => number

export const inOrder: Pick = () => 0
export const lastFirst: Pick = (choices) => choices - 1

/** A schedule that is as good as random, and the same for the same seeds. */
export function scheduled(seeds: readonly number[]): Pick {
  let next = 0
  return (choices) => {
    const seed = seeds[next++ % Math.max(1, seeds.length)] ?? 0
    return (seed + next) % choices
  }
}

export type Played = {
  readonly graph: CompiledGraph
  readonly state: RunState
  readonly events: readonly RunEvent[]
  /** The state after so many events, taken while the run was going on. */
  readonly snapshots: ReadonlyMap<number, RunState>
}

export type PlayOptions = {
  readonly pick?: Pick
  readonly variables?: readonly InitialVariable[]
  /** Stops the run after so many steps of the schedule. */
  readonly stopAfter?: number
  /** Asks for a pause after these numbers of steps. Whenever the run is paused it is resumed at once. */
  readonly pauseAfter?: readonly number[]
  /** Whether answers are streamed; `chunks`: whether steps tell their value piece by piece as well. */
  readonly streams?: boolean
  readonly chunks?: boolean
  readonly snapshotEvery?: number
}

/** Plays a run of a scripted graph: everything that can happen next is equally near, `pick` says what does. */
export function playGraph(graph: Graph, options: PlayOptions = {}): Played {
  return new Player(compileGraph(graph, scriptedNodeKinds()), options).play()
}

export function initialState(graph: CompiledGraph, variables: readonly InitialVariable[] = []) {
  return initialRunState(graph, { variables: [...listVariables(), ...variables] })
}

class Player {
  private state: RunState
  private readonly events: RunEvent[] = []
  private readonly snapshots = new Map<number, RunState>()
  private readonly answers: AnswerStream
  private readonly pieces = new Map<ActiveNode, string[]>()
  private executions = 0

  constructor(
    private readonly graph: CompiledGraph,
    private readonly options: PlayOptions,
  ) {
    this.state = initialState(graph, options.variables)
    this.answers = new AnswerStream(graph)
  }

  play(): Played {
    this.apply({ type: 'StartRun', runId: RUN_ID, inputs: {}, at: AT })
    const { stopAfter, pauseAfter = [] } = this.options
    for (let step = 0; this.state.status !== 'ended'; step++) {
      if (step === stopAfter)
        this.apply({ type: 'StopRun', cause: 'request', reason: 'test', at: AT })
      else if (this.state.status === 'paused')
        this.apply({ type: 'ResumeRun', runId: RUN_ID, inputs: {}, at: AT })
      else {
        if (pauseAfter.includes(step)) this.requestPause()
        this.step()
      }
    }
    const { graph, state, events, snapshots } = this
    return { graph, state, events, snapshots }
  }

  private requestPause(): void {
    const reason = { type: 'scheduled', message: 'a break' } as const
    this.apply({ type: 'RequestPause', reason, at: AT })
  }

  private step(): void {
    const container = nextSettledContainer(this.state)
    if (container) {
      const { id: executionId } = container.execution
      this.apply({ type: 'AdvanceContainer', executionId, at: AT })
    } else if (isRunComplete(this.state)) this.apply({ type: 'FinishRun', at: AT })
    else if (isRunDrained(this.state)) this.apply({ type: 'PauseRun', at: AT })
    else this.choose()
  }

  private choose(): void {
    const active = [...this.state.active.values()].filter(
      ({ execution, isPaused }) => !isPaused && !this.state.containers.has(execution.id),
    )
    const ready = readyNodes(this.state)
    const telling = active.filter((one) => this.piecesOf(one).length > 0)
    const choices = ready.length + active.length + telling.length
    if (choices === 0) throw new Error('The run is stuck')
    const choice = (this.options.pick ?? inOrder)(choices)
    const begun = ready[choice]
    const ended = active[choice - ready.length]
    const teller = telling[choice - ready.length - active.length]
    if (begun)
      this.apply({
        type: 'StartNode',
        frameId: begun.frame.id,
        nodeId: begun.node.id,
        executionId: `e${++this.executions}`,
        at: AT,
      })
    else if (ended)
      this.apply({
        type: 'SettleNode',
        executionId: ended.execution.id,
        outcome: outcomeOf(ended),
        at: AT,
      })
    else if (teller)
      this.apply({
        type: 'ReportProgress',
        executionId: teller.execution.id,
        progress: {
          type: 'chunk',
          output: 'value',
          text: this.piecesOf(teller).shift() ?? '',
          isFinal: false,
        },
      })
  }

  private piecesOf(active: ActiveNode): string[] {
    if (this.options.chunks !== true || active.node.type !== 'step') return []
    const known = this.pieces.get(active)
    if (known) return known
    const outcome = outcomeOf(active)
    const value = outcome.type === 'succeeded' ? outcome.outputs['value'] : ''
    const pieces = (typeof value === 'string' ? value : '').match(/.{1,3}/g) ?? []
    this.pieces.set(active, pieces)
    return pieces
  }

  private apply(command: RunCommand): void {
    for (const event of decideRun(this.state, command)) this.record(event)
  }

  private record(event: RunEvent): void {
    this.state = evolveRun(this.state, event)
    const texts = this.options.streams === true ? this.answers.observe(event, this.state) : []
    for (const text of texts) this.state = evolveRun(this.state, text)
    if (isNodeEnd(event)) this.events.push(...texts, event)
    else this.events.push(event, ...texts)
    const { snapshotEvery } = this.options
    if (snapshotEvery !== undefined && this.events.length % snapshotEvery === 0)
      this.snapshots.set(this.events.length, copyRunState(this.state))
  }
}

function isNodeEnd({ type }: RunEvent): boolean {
  return type === 'NodeSucceeded' || type === 'NodeExceptionHandled' || type === 'NodeFailed'
}

function outcomeOf({ node, frame, execution, pause }: ActiveNode): NodeOutcome {
  const context: NodeContext = {
    nodeId: node.id,
    executionId: execution.id,
    variables: frame.variables,
    pause,
    run: { runId: RUN_ID, tenantId: TENANT_ID, user: undefined },
    memory: undefined,
    signal: new AbortController().signal,
    now: () => AT,
  }
  return node.bound.execute(context) as NodeOutcome
}

function listVariables(): readonly InitialVariable[] {
  return Object.entries(GENERATED_LISTS).map(([name, value]) => ({
    selector: ['env', name],
    segment: toSegment(value),
  }))
}

/** Where a node ran, readable: `n1[0].n2[1].n3` is node n3 in round 1 of n2 in item 0 of n1. */
export function placeOf({ nodeId, container }: NodeExecution): string {
  return `${pathOf(container)}${nodeId}`
}

function pathOf(position: ContainerPosition | undefined): string {
  return position ? `${pathOf(position.outer)}${position.nodeId}[${position.index}].` : ''
}

/** A graph in a few words: nodes by id and type, edges as `a -> b` or `a[handle] -> b`. */
export function aGraph(
  nodes: {
    readonly [id: string]: readonly [type: string, data?: JsonObject, containerId?: string]
  },
  edges: readonly string[],
): Graph {
  return {
    nodes: Object.entries(nodes).map(([id, [type, data = {}, containerId]]): GraphNode => ({
      id,
      type,
      version: '1',
      title: id,
      data,
      containerId,
    })),
    edges: edges.map((text) => {
      const [, source = '', handle = 'source', target = ''] =
        /^(\w+)(?:\[([\w-]+)\])? -> (\w+)$/.exec(text) ?? []
      return { source, target, handle }
    }),
  }
}

/** The run as a list of words: `S started`, `S -> A`, `if -x B`, `A succeeded`. */
export function story({ graph, events }: Played): readonly string[] {
  return events.map((event) => tell(graph, event))
}

function tell(graph: CompiledGraph, event: RunEvent): string {
  switch (event.type) {
    case 'EdgeTaken':
    case 'EdgeSkipped': {
      const edge = graph.edges[event.edge]
      const arrow = event.type === 'EdgeTaken' ? '->' : '-x'
      return `${edge?.source.id} ${arrow} ${edge?.target.id}`
    }
    case 'AnswerStreamed':
      return `say ${event.text}`
    case 'ContainerAdvanced':
      return `${event.execution.nodeId} next(${event.index})`
    case 'ContainerStarted':
      return `${event.execution.nodeId} ${event.kind} started`
    case 'ContainerSucceeded':
      return `${event.execution.nodeId} ${event.kind} succeeded`
    case 'ContainerFailed':
      return `${event.execution.nodeId} ${event.kind} failed`
    case 'NodeStarted':
      return `${event.execution.nodeId} started`
    case 'NodeSucceeded':
      return `${event.execution.nodeId} succeeded`
    case 'NodeFailed':
      return `${event.execution.nodeId} failed`
    case 'NodePaused':
      return `${event.execution.nodeId} paused`
    case 'NodeExceptionHandled':
      return `${event.execution.nodeId} exception`
    case 'NodeRetried':
      return `${event.execution.nodeId} retry ${event.retryIndex}`
    case 'VariableUpdated':
      return `${event.selector.join('.')} = ${JSON.stringify(event.segment.value)}`
    default:
      return event.type
  }
}

/** Ids of the nodes that succeeded, in order. */
export function pathTaken({ events }: Played): readonly string[] {
  return events.flatMap((event) => (event.type === 'NodeSucceeded' ? [event.execution.nodeId] : []))
}

/** Everything in a state that matters for what happens next, comparable by value. */
export function essence(state: RunState) {
  return {
    status: state.status,
    beganAt: state.beganAt,
    frames: [...state.frames.values()].map((frame) => ({
      id: frame.id,
      pending: frame.pending,
      takenEdge: frame.takenEdge,
      nodeStates: frame.nodeStates,
      busy: frame.busy,
      failure: frame.failure,
      outputs: [...frame.outputs],
      conversation: [...frame.conversation],
      values: [...frame.graph.byId.keys()].map((id) => frame.variables.get([id, 'value'])?.value),
    })),
    pauseReasons: state.pauseReasons,
    active: [...state.active.values()].map(({ execution, retries, isPaused, pause }) => ({
      execution,
      retries,
      isPaused,
      pause,
    })),
    containers: [...state.containers.values()].map(({ node: _, frame: __, ...run }) => ({
      ...run,
      rules: undefined,
      durations: [...run.durations],
      variables: [...run.variables],
    })),
    ready: readyNodes(state).map(({ frame, node }) => [frame.id, node.id]),
    settled: nextSettledContainer(copyRunState(state))?.execution.id,
    steps: state.steps,
    rootSteps: state.rootSteps,
    exceptionsCount: state.exceptionsCount,
    usage: state.usage,
    streamed: [...state.streamed].map(([name, pieces]) => [name, pieces.join('')]),
  }
}
