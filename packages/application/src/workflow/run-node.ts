import type { App } from '@weft/domain/app'
import type { Clock, IdGenerator, JsonObject, RequestContext } from '@weft/domain/kernel'
import {
  DRAFT_VERSION,
  readWorkflow,
  RunId,
  WorkflowId,
  type NodeKindTable,
  type Workflow,
} from '@weft/domain/workflow'
import type { UnitOfWork } from '../kernel/index.js'
import type { GraphRunner } from './graph-runner.js'
import { runNodeAlone, type NodeRun } from './node-run.js'
import { unixSeconds } from './unix-seconds.js'
import { InvalidWorkflowId, WorkflowNotFound } from './workflow-error.js'

export type RunNodePorts = {
  readonly unitOfWork: UnitOfWork
  readonly engine: GraphRunner
  readonly kinds: NodeKindTable
  readonly clock: Clock
  readonly ids: IdGenerator
}

export type RunNodeArgs = {
  readonly app: App
  readonly nodeId: string
  /** Values of the variables the node reads, by `node_id.variable`. */
  readonly variables: JsonObject
  /** Who tries it out. */
  readonly user: string
  /** The version; by default the draft. */
  readonly workflowId?: string | undefined
}

/** Tries out one node of a workflow. Nothing is recorded. */
export class RunNode {
  constructor(private readonly ports: RunNodePorts) {}

  /**
   * @throws AppModeMismatch when the app has no workflow.
   * @throws InvalidWorkflowId or WorkflowNotFound for the version.
   * @throws NodeNotFound, GraphInvalid or ValidationError as `runNodeAlone`.
   */
  async execute(context: RequestContext, args: RunNodeArgs): Promise<NodeRun> {
    const { clock, engine, ids, kinds } = this.ports
    const { app, nodeId, variables, user } = args
    const { id, properties } = await this.find(context, args)
    const runId = RunId.parse(ids.next())
    const system = {
      user_id: user,
      app_id: app.id,
      workflow_id: id,
      workflow_run_id: runId,
      timestamp: unixSeconds(clock.now()),
    }
    const { tenantId, signal } = context
    const definition = readWorkflow(properties.document)
    const run = { nodeId, variables, runId, tenantId, user, system, signal }
    return runNodeAlone(engine, kinds, definition, run)
  }

  private async find(
    { tenantId }: RequestContext,
    { app, workflowId }: RunNodeArgs,
  ): Promise<Workflow> {
    const id = workflowId === undefined ? undefined : WorkflowId.tryParse(workflowId)
    if (workflowId !== undefined && id === undefined) throw new InvalidWorkflowId(workflowId)
    const workflow = await this.ports.unitOfWork.run(tenantId, ({ workflows }) =>
      id === undefined ? workflows.findDraft(app.id) : workflows.find(app.id, id),
    )
    if (!workflow) throw new WorkflowNotFound(workflowId ?? DRAFT_VERSION)
    return workflow
  }
}
