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
import { RunId, validateInputs, type RunEventStore, type RunLimits } from '@weft/domain/workflow'
import type { GenerationBegun, GenerationEvent, GenerationRegistry } from '../kernel/index.js'
import type { GraphRunner } from './graph-runner.js'
import type { PublishedWorkflow, PublishedWorkflows } from './published-workflows.js'
import { RecordedRun } from './recorded-run.js'
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
  readonly workflows: PublishedWorkflows
  readonly engine: GraphRunner
  readonly runEvents: RunEventStore
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
    const inputs = validateInputs(workflow.form, args.inputs)
    yield* this.run(context, args, workflow, inputs)
  }

  private run(
    context: RequestContext,
    args: RunWorkflowArgs,
    workflow: PublishedWorkflow,
    inputs: JsonObject,
  ): AsyncGenerator<readonly GenerationEvent[], void, undefined> {
    const { ports } = this
    const { app, endUser } = args
    const taskId = ports.ids.next()
    const runId = RunId.parse(ports.ids.next())
    const createdAt = ports.clock.now()
    const files = toFileValues(args.files)
    const slot = ports.registry.enter({
      taskId,
      appId: app.id,
      endUserId: endUser.id,
      maxActive: app.properties.maxActiveRequests,
    })
    const failure = new AbortController()
    const batches = ports.engine.run(
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
          timestamp: unixSeconds(createdAt),
        },
        environment: workflow.definition.environmentVariables,
        conversation: [],
        ...(ports.limits && { limits: ports.limits }),
      },
      { signal: AbortSignal.any([context.signal, slot.signal, failure.signal]) },
    )
    const run = new RecordedRun(ports, {
      batches,
      run: newRunRecord({
        id: runId,
        tenantId: context.tenantId,
        appId: app.id,
        workflowId: workflow.id,
        workflowVersion: workflow.versionLabel,
        mode: 'workflow',
        createdBy: endUser.id,
        createdAt,
      }),
    })
    const begun: GenerationBegun = {
      type: 'GenerationBegun',
      taskId,
      mode: app.mode,
      message: undefined,
      run: {
        id: runId,
        workflowId: workflow.id,
        createdAt,
        createdBy: { id: endUser.id, user: endUser.sessionId },
      },
    }
    return streamRun({
      begun,
      run,
      abort: (reason) => {
        failure.abort(reason)
      },
      release: () => {
        slot.leave()
      },
      logger: ports.logger,
    })
  }
}
