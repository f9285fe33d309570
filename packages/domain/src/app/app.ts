import {
  AggregateRoot,
  ValidationError,
  type AppId,
  type JsonObject,
  type TenantId,
  type WorkflowId,
} from '../kernel/index.js'
import type { AppConfigurationId } from './app-configuration.js'
import { AppModeMismatch } from './app-error.js'
import { kindOfMode, type AppKind, type AppMode } from './app-mode.js'

export type AppIcon = {
  readonly type: 'emoji' | 'image' | 'link'
  /** An emoji, an emoji's name, an image id or a URL; absent when the app has none. */
  readonly value: string | undefined
  /** A CSS colour. */
  readonly background: string
}

export type AppProperties = {
  readonly id: AppId
  readonly tenantId: TenantId
  readonly mode: AppMode
  readonly name: string
  readonly description: string
  readonly icon: AppIcon
  readonly useIconAsAnswerIcon: boolean
  /** Keys of the app's DSL document that Weft keeps without using: top level but for the body, and under `app`. */
  readonly dslExtras: JsonObject
  readonly status: 'normal' | 'archived'
  readonly apiEnabled: boolean
  readonly siteEnabled: boolean
  /** Most generations at one time; 0 is unlimited. */
  readonly maxActiveRequests: number
  /** The configuration in force, for the modes configured by a model. */
  readonly configurationId: AppConfigurationId | undefined
  /** The published version in force, for the workflow modes; absent until the first publication. */
  readonly publishedWorkflowId: WorkflowId | undefined
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly deletedAt: Date | undefined
  readonly version: number
}

export type NewApp = Pick<
  AppProperties,
  'id' | 'tenantId' | 'mode' | 'name' | 'description' | 'icon' | 'useIconAsAnswerIcon' | 'dslExtras'
> & { readonly at: Date }

/** A publishable LLM application. Immutable: every change is a copy that carries the events raised so far. */
export class App extends AggregateRoot<AppId> {
  private constructor(readonly properties: AppProperties) {
    super(properties.id, properties.version)
  }

  /** @throws ValidationError when the name is blank or over 255, or the description over 400 characters long. */
  static create(args: NewApp): App {
    if (args.description.length > 400)
      throw new ValidationError('An app description has at most 400 characters.')
    return App.fromDocument(args)
  }

  /**
   * An app as a document describes it: descriptions longer than an editor would take are kept whole.
   *
   * @throws ValidationError when the name is blank or over 255 characters long.
   */
  static fromDocument({ at, ...args }: NewApp): App {
    requireName(args.name)
    const app = new App({
      ...args,
      status: 'normal',
      apiEnabled: true,
      siteEnabled: true,
      maxActiveRequests: 0,
      configurationId: undefined,
      publishedWorkflowId: undefined,
      createdAt: at,
      updatedAt: at,
      deletedAt: undefined,
      version: 0,
    })
    app.recordFact('AppCreated', at, { mode: args.mode })
    return app
  }

  /** Rebuilds a stored app. Raises no event. */
  static restore(properties: AppProperties): App {
    return new App(properties)
  }

  get tenantId(): TenantId {
    return this.properties.tenantId
  }
  get mode(): AppMode {
    return this.properties.mode
  }
  get name(): string {
    return this.properties.name
  }
  get isDeleted(): boolean {
    return this.properties.deletedAt !== undefined
  }

  /** @throws AppModeMismatch when the app is of another kind. */
  requireKind(kind: AppKind): void {
    if (kindOfMode(this.mode) !== kind) throw new AppModeMismatch(kind, this.mode)
  }

  withConfiguration(configurationId: AppConfigurationId, at: Date): App {
    return this.changed({ configurationId }, 'AppConfigured', at, { configurationId })
  }

  /** Puts a published version of the app's workflow in force. */
  withPublishedWorkflow(workflowId: WorkflowId, at: Date): App {
    return this.changed({ publishedWorkflowId: workflowId }, 'AppPublished', at, { workflowId })
  }

  withApiEnabled(apiEnabled: boolean, at: Date): App {
    return this.changed({ apiEnabled }, 'AppApiSwitched', at, { apiEnabled })
  }

  /** Takes what a re-imported document says about the app itself. @throws ValidationError as `fromDocument`. */
  withAppearance(
    appearance: Pick<
      AppProperties,
      'name' | 'description' | 'icon' | 'useIconAsAnswerIcon' | 'dslExtras'
    >,
    at: Date,
  ): App {
    requireName(appearance.name)
    return this.changed(appearance, 'AppChanged', at, {})
  }

  archive(at: Date): App {
    return this.changed({ status: 'archived' }, 'AppArchived', at, {})
  }

  delete(at: Date): App {
    return this.changed({ deletedAt: at }, 'AppDeleted', at, {})
  }

  private changed(
    change: Partial<AppProperties>,
    event: string,
    at: Date,
    data: { readonly [key: string]: string | boolean },
  ): App {
    const app = new App({ ...this.properties, ...change, updatedAt: at }).carryEventsFrom(this)
    app.recordFact(event, at, data)
    return app
  }

  private recordFact(
    type: string,
    at: Date,
    data: { readonly [key: string]: string | boolean },
  ): void {
    this.record({ type, schemaVersion: 1, aggregateId: this.id, at, data })
  }
}

function requireName(name: string): void {
  if (name.trim() === '' || name.length > 255)
    throw new ValidationError('An app needs a name of 1 to 255 characters.')
}
