import { AppUnavailable, isWorkflowMode, type App } from '@weft/domain/app'
import type { AppId, JsonObject, TenantId } from '@weft/domain/kernel'
import {
  createDslDocument,
  withoutCredentials,
  withoutSecrets,
  writeDsl,
  type DslBody,
} from '@weft/domain/workflow'
import type { Repositories, UnitOfWork } from '../kernel/index.js'
import { formatDslText } from '../workflow/index.js'
import { AppNotFound } from './app-error.js'

export type ExportAppArgs = {
  readonly tenantId: TenantId
  readonly appId: AppId
  /** Whether values of secrets and ids of credentials are written out. Default false. */
  readonly includeSecrets?: boolean
}

/** Writes an app as a DSL document of the current version. What Weft did not understand on import is in it again. */
export class ExportApp {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * The document as YAML. A workflow app's is its draft.
   *
   * @throws AppNotFound when the workspace has no such app.
   * @throws AppUnavailable when the app has nothing to export.
   */
  async execute(args: ExportAppArgs): Promise<string> {
    const { app, section } = await this.unitOfWork.run(args.tenantId, (repositories) =>
      this.load(repositories, args.appId),
    )
    const body = bodyOf(app, section, args.includeSecrets === true)
    const document = createDslDocument({
      app: app.properties,
      body,
      extras: app.properties.dslExtras,
    })
    return formatDslText(writeDsl(document))
  }

  private async load(
    repositories: Repositories,
    appId: AppId,
  ): Promise<{ readonly app: App; readonly section: JsonObject }> {
    const app = await repositories.apps.find(appId)
    if (!app) throw new AppNotFound(appId)
    const section = isWorkflowMode(app.mode)
      ? (await repositories.workflows.findDraft(appId))?.properties.document
      : await configurationOf(repositories, app)
    if (!section) throw new AppUnavailable()
    return { app, section }
  }
}

async function configurationOf(
  { appConfigurations }: Repositories,
  app: App,
): Promise<JsonObject | undefined> {
  const { configurationId } = app.properties
  return configurationId && (await appConfigurations.find(configurationId))?.document
}

function bodyOf(app: App, section: JsonObject, includeSecrets: boolean): DslBody {
  if (isWorkflowMode(app.mode))
    return {
      type: 'workflow',
      workflow: includeSecrets ? section : withoutSecrets(section),
    }
  return {
    type: 'model-config',
    modelConfig: includeSecrets ? section : withoutCredentials(section),
  }
}
