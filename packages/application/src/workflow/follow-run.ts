import type { EndUser } from '@weft/domain/account'
import type { App } from '@weft/domain/app'
import type { Clock, RequestContext } from '@weft/domain/kernel'
import {
  isRunEnded,
  nodeRecords,
  RunId,
  type NodePaused,
  type NodeRecord,
  type RunEvent,
  type RunEventStore,
  type RunPaused,
  type RunStarted,
  type WorkflowRun,
} from '@weft/domain/workflow'
import type { GenerationBegun, GenerationEvent, UnitOfWork } from '../kernel/index.js'
import { taskIdOf } from './paused-runs.js'
import type { PublishedWorkflows } from './published-workflows.js'
import type { RunActivity } from './run-activity.js'
import type { RunTurn, RunTurns } from './run-turns.js'
import { WorkflowRunNotFound } from './workflow-error.js'

export type FollowRunPorts = {
  readonly runEvents: RunEventStore
  readonly unitOfWork: UnitOfWork
  readonly workflows: PublishedWorkflows
  readonly turns: RunTurns
  readonly activity: RunActivity
  readonly clock: Clock
  /** How long nothing may happen before a follower is let go, in milliseconds. Default 300,000. */
  readonly maxIdleMs?: number
}

export type FollowRunArgs = {
  readonly app: App
  readonly endUser: EndUser
  readonly runId: string
  /** Whether to be told where the run stands before what happens from now on. */
  readonly includesSnapshot: boolean
  /** Whether to stay while the run is paused. */
  readonly continuesOnPause: boolean
}

/** A run somebody follows from now on. */
export type FollowedRun = {
  readonly begun: GenerationBegun
  readonly snapshot: RunSnapshot | undefined
  /** What happens from now on, to the end of the run or to its next pause; of a run that is over, its end. */
  readonly batches: AsyncIterable<readonly GenerationEvent[]>
}

/** Where a run stands. */
export type RunSnapshot = {
  readonly started: RunStarted
  /** Every node that has started, in order, without its retries. */
  readonly nodes: readonly NodeRecord[]
  /** Present while the run is paused: the nodes that wait, and the pause itself. */
  readonly pause: { readonly nodes: readonly NodePaused[]; readonly run: RunPaused } | undefined
}

const DEFAULT_MAX_IDLE_MS = 300_000

/** Other processes do not tell this one what they store. */
const LOOK_AGAIN_AFTER_MS = 1_000

/** Attaches to a run: one that goes on in any process, waits, or is over. */
export class FollowRun {
  constructor(private readonly ports: FollowRunPorts) {}

  /** @throws WorkflowRunNotFound unless the end user began the run through the app. */
  async execute(context: RequestContext, args: FollowRunArgs): Promise<FollowedRun> {
    const { tenantId } = context
    const run = await this.find(context, args)
    const recorded = await this.ports.runEvents.read(tenantId, run.id)
    const history = recorded.map(({ event }) => event)
    const end = history.at(-1)
    if (end && isRunEnded(end))
      return {
        begun: begunOf(run, args, run.id, undefined),
        snapshot: undefined,
        batches: once([end]),
      }
    const turn = await this.turnOf(run, args.app, history)
    const forms = await this.ports.unitOfWork.run(tenantId, ({ humanInputForms }) =>
      humanInputForms.listByRun(run.id),
    )
    const isWaited = end?.type !== 'RunPaused' || args.continuesOnPause || !args.includesSnapshot
    return {
      begun: begunOf(run, args, taskIdOf(run, forms), turn),
      snapshot: args.includesSnapshot ? snapshotOf(history) : undefined,
      batches: isWaited
        ? this.follow(context, { run, turn, after: history.length, args })
        : once([]),
    }
  }

  private async find(
    { tenantId }: RequestContext,
    { app, endUser, runId: rawId }: FollowRunArgs,
  ): Promise<WorkflowRun> {
    const runId = RunId.tryParse(rawId)
    const run = runId && (await this.ports.runEvents.find(tenantId, app.id, runId))
    if (run?.createdBy !== endUser.id) throw new WorkflowRunNotFound(rawId)
    return run
  }

  private async turnOf(
    run: WorkflowRun,
    app: App,
    history: readonly RunEvent[],
  ): Promise<RunTurn | undefined> {
    const workflow = await this.ports.workflows.load(app, run.workflowId)
    return this.ports.turns.find(run, workflow, history)
  }

  private async *follow(
    { tenantId, signal }: RequestContext,
    { run, turn, after, args }: Following,
  ): AsyncGenerator<readonly GenerationEvent[], void, undefined> {
    const { runEvents, activity, clock, maxIdleMs = DEFAULT_MAX_IDLE_MS } = this.ports
    const watch = activity.watch(run.id)
    let position = after
    let heardAt = clock.now().getTime()
    try {
      while (!signal.aborted) {
        const recorded = await runEvents.read(tenantId, run.id, position)
        const { events, isOver } = upToPause(
          recorded.map(({ event }) => event),
          args.continuesOnPause,
        )
        position += recorded.length
        if (events.length > 0) yield turn ? turn.follow(events) : events
        if (isOver) return
        if (events.length > 0) heardAt = clock.now().getTime()
        else if (clock.now().getTime() - heardAt < maxIdleMs)
          await watch.next(LOOK_AGAIN_AFTER_MS, signal)
        else return
      }
    } finally {
      watch.close()
    }
  }
}

type Following = {
  readonly run: WorkflowRun
  readonly turn: RunTurn | undefined
  /** How many events are known. */
  readonly after: number
  readonly args: FollowRunArgs
}

/** The events a follower is told, who leaves when the run is over, and, unless it waits, when it pauses. */
function upToPause(
  events: readonly RunEvent[],
  continuesOnPause: boolean,
): { readonly events: readonly RunEvent[]; readonly isOver: boolean } {
  const pause = continuesOnPause ? -1 : events.findIndex(({ type }) => type === 'RunPaused')
  if (pause >= 0) return { events: events.slice(0, pause + 1), isOver: true }
  const end = events.at(-1)
  return { events, isOver: end !== undefined && isRunEnded(end) }
}

function snapshotOf(history: readonly RunEvent[]): RunSnapshot | undefined {
  const [started] = history
  if (started?.type !== 'RunStarted') return undefined
  const nodes = nodeRecords(history).filter(({ status }) => status !== 'retry')
  return { started, nodes, pause: pauseOf(history) }
}

function pauseOf(history: readonly RunEvent[]): RunSnapshot['pause'] {
  const run = history.at(-1)
  if (run?.type !== 'RunPaused') return undefined
  const since = history.findLastIndex(({ type }) => type === 'RunStarted')
  const nodes = history
    .slice(since)
    .filter((event): event is NodePaused => event.type === 'NodePaused')
  return { nodes, run }
}

function begunOf(
  run: WorkflowRun,
  { app, endUser }: FollowRunArgs,
  taskId: string,
  turn: RunTurn | undefined,
): GenerationBegun {
  return {
    type: 'GenerationBegun',
    taskId,
    mode: app.mode,
    message: turn?.message,
    run: {
      id: run.id,
      workflowId: run.workflowId,
      createdAt: run.createdAt,
      createdBy: { id: endUser.id, user: endUser.sessionId },
    },
  }
}

async function* once<Batch extends readonly unknown[]>(batch: Batch): AsyncGenerator<Batch> {
  if (batch.length > 0) yield batch
}
