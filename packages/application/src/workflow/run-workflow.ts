import type { EndUser } from '@weft/domain/account'
import type { App } from '@weft/domain/app'
import type {
  Clock,
  IdGenerator,
  JsonArray,
  JsonObject,
  Logger,
  RequestContext,
} from '@weft/domain/kernel'
import {
  RunId,
  type FileValue,
  type RunEvent,
  type RunEventStore,
  type RunLimits,
  type WorkflowRun,
} from '@weft/domain/workflow'
import type {
  GenerationBegun,
  GenerationEvent,
  GenerationRegistry,
  GenerationSlot,
  UnitOfWork,
} from '../kernel/index.js'
import { checkedInputs } from './checked-inputs.js'
import { FormRecorder } from './form-recorder.js'
import type { GraphRunner } from './graph-runner.js'
import type { PublishedWorkflow, PublishedWorkflows } from './published-workflows.js'
import { RecordedRun } from './recorded-run.js'
import type { RunActivity } from './run-activity.js'
import { newRunRecord } from './run-record.js'
import { streamRun } from './stream-run.js'
import { toFileValues } from './file-argument.js'
import { unixSeconds } from './unix-seconds.js'

export type RunWorkflowArgs = {
  readonly app: App
  readonly endUser: EndUser
  readonly inputs: JsonObject
  /** Files outside the form, as the caller names them; they become `sys.files`. */
  readonly files: JsonArray
  /** The version to run; by default the one in force. */
  readonly workflowId?: string | undefined
}

export type RunWorkflowPorts = {
  readonly unitOfWork: UnitOfWork
  readonly workflows: PublishedWorkflows
  readonly engine: GraphRunner
  readonly runEvents: RunEventStore
  /** Hears of every write, for those who follow runs. */
  readonly activity?: RunActivity
  readonly registry: GenerationRegistry
  readonly clock: Clock
  readonly ids: IdGenerator
  readonly logger: Logger
  /** Limits of every run; the engine's own by default. */
  readonly limits?: Partial<RunLimits>
}

/** Runs a workflow app. */
export class RunWorkflow {
  constructor(private readonly ports: RunWorkflowPorts) {}

  /**
   * Tells the run's events in batches, `GenerationBegun` first. The run stops when the context's signal is aborted; it
   * goes on, and is recorded, when the caller merely stops reading.
   *
   * Rejects before the first event:
   * @throws AppModeMismatch when the app is not a workflow app.
   * @throws WorkflowNotPublished, InvalidWorkflowId, WorkflowNotFound or DraftWorkflowNotRunnable for the version.
   * @throws GraphInvalid when the version's graph cannot run.
   * @throws InvalidInput when an input does not fit the form.
   * @throws TooManyActiveGenerations when the app's limit is reached.
   */
  async *execute(
    context: RequestContext,
    args: RunWorkflowArgs,
  ): AsyncGenerator<readonly GenerationEvent[], void, undefined> {
    args.app.requireKind('workflow')
    const workflow = await this.ports.workflows.load(args.app, args.workflowId)
    const { ids, clock } = this.ports
    const start: RunStart = {
      context,
      args,
      workflow,
      inputs: checkedInputs(workflow.form, args.inputs),
      files: toFileValues(args.files),
      taskId: ids.next(),
      runId: RunId.parse(ids.next()),
      at: clock.now(),
    }
    const slot = this.ports.registry.enter({
      taskId: start.taskId,
      appId: args.app.id,
      endUserId: args.endUser.id,
      maxActive: args.app.properties.maxActiveRequests,
    })
    yield* this.stream(start, slot)
  }

  private stream(
    start: RunStart,
    slot: GenerationSlot,
  ): AsyncGenerator<readonly GenerationEvent[], void, undefined> {
    const signal = AbortSignal.any([start.context.signal, slot.signal])
    const run = recordOf(start)
    const forms = new FormRecorder(this.ports, { run, taskId: start.taskId })
    return streamRun({
      begun: begunEvent(start),
      run: new RecordedRun(this.ports, {
        run,
        batches: this.run(start, signal),
        observe: (events) => forms.observe(events),
      }),
      slot,
      logger: this.ports.logger,
    })
  }

  private run(
    { context, args: { app, endUser }, workflow, inputs, files, runId, at }: RunStart,
    signal: AbortSignal,
  ): AsyncIterable<readonly RunEvent[]> {
    const { engine, limits } = this.ports
    return engine.run(
      workflow.graph,
      {
        runId,
        tenantId: context.tenantId,
        user: endUser.sessionId,
        inputs,
        system: {
          files,
          user_id: endUser.sessionId,
          app_id: app.id,
          workflow_id: workflow.id,
          workflow_run_id: runId,
          timestamp: unixSeconds(at),
        },
        environment: workflow.definition.environmentVariables,
        conversation: [],
        ...(limits && { limits }),
      },
      { signal },
    )
  }
}

/** Everything a run begins with. */
type RunStart = {
  readonly context: RequestContext
  readonly args: RunWorkflowArgs
  readonly workflow: PublishedWorkflow
  readonly inputs: JsonObject
  readonly files: readonly FileValue[]
  readonly taskId: string
  readonly runId: RunId
  readonly at: Date
}

function recordOf({ context, args, workflow, runId, at }: RunStart): WorkflowRun {
  return newRunRecord({
    id: runId,
    tenantId: context.tenantId,
    appId: args.app.id,
    workflowId: workflow.id,
    workflowVersion: workflow.versionLabel,
    mode: 'workflow',
    createdBy: args.endUser.id,
    createdAt: at,
  })
}

function begunEvent({ args, workflow, taskId, runId, at }: RunStart): GenerationBegun {
  const { app, endUser } = args
  return {
    type: 'GenerationBegun',
    taskId,
    mode: app.mode,
    message: undefined,
    run: {
      id: runId,
      workflowId: workflow.id,
      createdAt: at,
      createdBy: { id: endUser.id, user: endUser.sessionId },
    },
  }
}
