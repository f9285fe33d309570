import {
  App,
  AppConfiguration,
  AppConfigurationId,
  AppId,
  isWorkflowMode,
  type AppMode,
} from '@weft/domain/app'
import {
  InfrastructureError,
  WeftError,
  type Clock,
  type IdGenerator,
  type JsonObject,
  type TenantId,
} from '@weft/domain/kernel'
import {
  assessDslVersion,
  CURRENT_DSL_VERSION,
  readDsl,
  readModelConfiguration,
  readWorkflow,
  Workflow,
  WorkflowId,
  type DslDocument,
  type NodeKindTable,
} from '@weft/domain/workflow'
import type { Repositories, UnitOfWork } from '../kernel/index.js'
import { parseDslText } from '../workflow/index.js'
import type { AppCallerCache } from './app-caller-cache.js'
import {
  AppNotFound,
  AppNotOverwritable,
  ImportedModeDiffers,
  InvalidDslVersion,
} from './app-error.js'
import { publishDraft } from './publish-draft.js'

export type ImportAppArgs = {
  readonly tenantId: TenantId
  /** The document as YAML or JSON. */
  readonly text: string
  /** The app to overwrite; by default a new one is made. */
  readonly appId?: AppId
  /**
   * Whether an app of any mode may be overwritten: for installations that are fed from files. Default false: people
   * overwrite workflow and advanced-chat apps only.
   */
  readonly overwritesAnyMode?: boolean
  /** Id of the new app where it is settled beforehand. */
  readonly newAppId?: AppId
  /** Whether a workflow is put in force at once; otherwise it is a draft. Default false. */
  readonly publish?: boolean
  /** Whether somebody agreed to import a document of a version that is newer, or too old. Default false. */
  readonly isVersionConfirmed?: boolean
  /** In place of what the document says. */
  readonly name?: string
  readonly description?: string
}

export type ImportReport = {
  readonly status: 'completed' | 'completed-with-warnings' | 'pending' | 'failed'
  /** Absent when nothing was imported. */
  readonly appId: AppId | undefined
  readonly mode: AppMode | undefined
  readonly currentDslVersion: string
  /** Absent when the document did not get that far. */
  readonly importedDslVersion: string | undefined
  /** Why the import failed. */
  readonly error: WeftError | undefined
}

export type ImportAppPorts = {
  readonly unitOfWork: UnitOfWork
  readonly kinds: NodeKindTable
  readonly cache: AppCallerCache
  readonly clock: Clock
  readonly ids: IdGenerator
}

/** Makes an app from a DSL document, or replaces one. Everything is stored, or, when anything is wrong, nothing. */
export class ImportApp {
  constructor(private readonly ports: ImportAppPorts) {}

  /** What is wrong with the document is in the report; only failing infrastructure rejects. */
  async execute(args: ImportAppArgs): Promise<ImportReport> {
    try {
      return await this.importDocument(args, readDsl(parseDslText(args.text)))
    } catch (error) {
      if (!(error instanceof WeftError) || error instanceof InfrastructureError) throw error
      return failed(error)
    }
  }

  private async importDocument(args: ImportAppArgs, document: DslDocument): Promise<ImportReport> {
    const assessment = assessDslVersion(document.version)
    if (assessment === 'failed') throw new InvalidDslVersion(document.version)
    const isConfirmed = args.isVersionConfirmed === true
    if (assessment === 'pending' && !isConfirmed) return report('pending', document)
    checkBody(document)
    const app = await this.ports.unitOfWork.run(args.tenantId, (repositories) =>
      this.store(repositories, args, document),
    )
    this.ports.cache.evictApp(app.id)
    return report(assessment === 'pending' ? 'completed' : assessment, document, app.id)
  }

  private async store(
    repositories: Repositories,
    args: ImportAppArgs,
    document: DslDocument,
  ): Promise<App> {
    const bare = args.appId
      ? await this.overwrite(repositories, args.appId, args, document)
      : this.create(args, document)
    const app = isWorkflowMode(bare.mode)
      ? await this.storeWorkflow(repositories, bare, document, args.publish === true)
      : await this.storeConfiguration(repositories, bare, document)
    await repositories.apps.save(app)
    await repositories.outbox.add(app.recordedEvents)
    return app
  }

  private create(args: ImportAppArgs, document: DslDocument): App {
    return App.fromDocument({
      id: args.newAppId ?? AppId.parse(this.ports.ids.next()),
      tenantId: args.tenantId,
      mode: document.app.mode,
      ...appearance(args, document),
      at: this.ports.clock.now(),
    })
  }

  private async overwrite(
    { apps }: Repositories,
    appId: AppId,
    args: ImportAppArgs,
    document: DslDocument,
  ): Promise<App> {
    const app = await apps.find(appId)
    if (!app) throw new AppNotFound(appId)
    if (!isWorkflowMode(app.mode) && args.overwritesAnyMode !== true)
      throw new AppNotOverwritable(appId)
    if (app.mode !== document.app.mode) throw new ImportedModeDiffers(appId)
    return app.withAppearance(appearance(args, document), this.ports.clock.now())
  }

  private async storeWorkflow(
    repositories: Repositories,
    app: App,
    document: DslDocument,
    publish: boolean,
  ): Promise<App> {
    const draft = await this.draftOf(repositories, app, bodyOf(document))
    await repositories.workflows.save(draft)
    await repositories.outbox.add(draft.recordedEvents)
    if (!publish) return app
    const result = await publishDraft(repositories, this.ports, { app, draft })
    return result.app
  }

  private async draftOf(
    { workflows }: Repositories,
    app: App,
    document: JsonObject,
  ): Promise<Workflow> {
    const at = this.ports.clock.now()
    const existing = await workflows.findDraft(app.id)
    if (existing) return existing.edit(document, at)
    const id = WorkflowId.parse(this.ports.ids.next())
    return Workflow.draft({ id, tenantId: app.tenantId, appId: app.id, document, at })
  }

  private async storeConfiguration(
    { appConfigurations }: Repositories,
    app: App,
    document: DslDocument,
  ): Promise<App> {
    const at = this.ports.clock.now()
    const configuration = AppConfiguration.of({
      id: AppConfigurationId.parse(this.ports.ids.next()),
      tenantId: app.tenantId,
      appId: app.id,
      document: bodyOf(document),
      createdAt: at,
    })
    await appConfigurations.add(configuration)
    return app.withConfiguration(configuration.id, at)
  }
}

function appearance(args: ImportAppArgs, { app, extras }: DslDocument) {
  return {
    name: args.name ?? app.name,
    description: args.description ?? app.description,
    icon: app.icon,
    useIconAsAnswerIcon: app.useIconAsAnswerIcon,
    dslExtras: extras,
  }
}

/** Reads the body once, so that what cannot be read is refused before it is stored. */
function checkBody({ body }: DslDocument): void {
  if (body.type === 'workflow') readWorkflow(body.workflow)
  else readModelConfiguration(body.modelConfig)
}

function bodyOf({ body }: DslDocument): JsonObject {
  return body.type === 'workflow' ? body.workflow : body.modelConfig
}

function report(
  status: ImportReport['status'],
  document: DslDocument,
  appId?: AppId,
): ImportReport {
  return {
    status,
    appId,
    mode: document.app.mode,
    currentDslVersion: CURRENT_DSL_VERSION,
    importedDslVersion: document.version,
    error: undefined,
  }
}

function failed(error: WeftError): ImportReport {
  return {
    status: 'failed',
    appId: undefined,
    mode: undefined,
    currentDslVersion: CURRENT_DSL_VERSION,
    importedDslVersion: undefined,
    error,
  }
}
