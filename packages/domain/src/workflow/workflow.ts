import {
  AggregateRoot,
  type AppId,
  type JsonObject,
  type TenantId,
  type WorkflowId,
} from '../kernel/index.js'

/** The version label of the one state that is still being edited. */
export const DRAFT_VERSION = 'draft'

export type WorkflowProperties = {
  readonly id: WorkflowId
  readonly tenantId: TenantId
  readonly appId: AppId
  /** `draft`, or the time of publication in ISO 8601. */
  readonly versionLabel: string
  /** The `workflow` section of the app's document, as it is there: unknown keys are kept. */
  readonly document: JsonObject
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly version: number
}

/** A graph of nodes in one state: the app's draft, or a version published from it, which never changes again. */
export class Workflow extends AggregateRoot<WorkflowId> {
  private constructor(readonly properties: WorkflowProperties) {
    super(properties.id, properties.version)
  }

  static draft(args: {
    readonly id: WorkflowId
    readonly tenantId: TenantId
    readonly appId: AppId
    readonly document: JsonObject
    readonly at: Date
  }): Workflow {
    const { at, ...rest } = args
    return new Workflow({
      ...rest,
      versionLabel: DRAFT_VERSION,
      createdAt: at,
      updatedAt: at,
      version: 0,
    })
  }

  static restore(properties: WorkflowProperties): Workflow {
    return new Workflow(properties)
  }

  get isDraft(): boolean {
    return this.properties.versionLabel === DRAFT_VERSION
  }

  /** The draft with another document. @throws TypeError on a published version. */
  edit(document: JsonObject, at: Date): Workflow {
    if (!this.isDraft) throw new TypeError('A published workflow never changes')
    return new Workflow({ ...this.properties, document, updatedAt: at }).carryEventsFrom(this)
  }

  /** A published copy of this draft. The draft itself stays. */
  publish(id: WorkflowId, at: Date): Workflow {
    const published = new Workflow({
      ...this.properties,
      id,
      versionLabel: at.toISOString(),
      createdAt: at,
      updatedAt: at,
      version: 0,
    })
    published.record({
      type: 'WorkflowPublished',
      schemaVersion: 1,
      aggregateId: id,
      at,
      data: { appId: this.properties.appId },
    })
    return published
  }
}
