import type { App } from '@weft/domain/app'
import { WorkflowId, type NodeKindTable, type Workflow } from '@weft/domain/workflow'
import { LRUCache } from 'lru-cache'
import type { UnitOfWork } from '../kernel/index.js'
import { toRunnableWorkflow, type RunnableWorkflow } from './runnable-workflow.js'
import {
  DraftWorkflowNotRunnable,
  InvalidWorkflowId,
  WorkflowNotFound,
  WorkflowNotPublished,
} from './workflow-error.js'

/** A published version, ready to run. */
export type PublishedWorkflow = RunnableWorkflow & {
  readonly id: WorkflowId
  readonly versionLabel: string
}

export type PublishedWorkflowsPorts = {
  readonly unitOfWork: UnitOfWork
  readonly kinds: NodeKindTable
}

/** Loads published versions and keeps them compiled: they never change. */
export class PublishedWorkflows {
  readonly #compiled: LRUCache<string, PublishedWorkflow>

  constructor(
    private readonly ports: PublishedWorkflowsPorts,
    options: { readonly maxEntries?: number } = {},
  ) {
    this.#compiled = new LRUCache({ max: options.maxEntries ?? 500 })
  }

  /**
   * The version with this id, or the one in force when none is asked for.
   *
   * @throws WorkflowNotPublished when none is asked for and none is in force.
   * @throws InvalidWorkflowId when the id is not a UUID.
   * @throws WorkflowNotFound when the app has no such version.
   * @throws DraftWorkflowNotRunnable when the id is the draft's.
   * @throws GraphInvalid when the version's graph cannot run.
   */
  async load(app: App, requestedId: string | undefined): Promise<PublishedWorkflow> {
    const id = versionToRun(app, requestedId)
    const key = `${app.id} ${id}`
    const known = this.#compiled.get(key)
    if (known) return known
    const published = this.compile(await this.find(app, id))
    this.#compiled.set(key, published)
    return published
  }

  private async find(app: App, id: WorkflowId): Promise<Workflow> {
    const workflow = await this.ports.unitOfWork.run(app.tenantId, ({ workflows }) =>
      workflows.find(app.id, id),
    )
    if (!workflow) throw new WorkflowNotFound(id)
    if (workflow.isDraft) throw new DraftWorkflowNotRunnable(id)
    return workflow
  }

  private compile({ id, properties }: Workflow): PublishedWorkflow {
    const runnable = toRunnableWorkflow(properties.document, this.ports.kinds)
    return { ...runnable, id, versionLabel: properties.versionLabel }
  }
}

function versionToRun(app: App, requestedId: string | undefined): WorkflowId {
  if (requestedId === undefined || requestedId === '') {
    if (app.properties.publishedWorkflowId === undefined) throw new WorkflowNotPublished()
    return app.properties.publishedWorkflowId
  }
  const id = WorkflowId.tryParse(requestedId)
  if (id === undefined) throw new InvalidWorkflowId(requestedId)
  return id
}
