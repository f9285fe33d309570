import {
  AppConfiguration,
  AppConfigurationId,
  isWorkflowMode,
  modelOfConfiguration,
  validateAppConfiguration,
  type App,
  type AppMode,
  type ConfigurableMode,
  type ModelLookup,
} from '@weft/domain/app'
import type { AppId, Clock, IdGenerator, JsonObject, TenantId } from '@weft/domain/kernel'
import { ModelNotConfigured, type ModelRef, type ModelRegistry } from '@weft/domain/model'
import type { Repositories, UnitOfWork } from '../kernel/index.js'
import type { AppCallerCache } from './app-caller-cache.js'
import { AppNotConfigurable, AppNotFound } from './app-error.js'
import { requireExtensions } from './require-extensions.js'

export type ConfigureAppArgs = {
  readonly tenantId: TenantId
  readonly appId: AppId
  /** What is in the `model_config` section of a document. */
  readonly configuration: JsonObject
}

export type ConfigureAppPorts = {
  readonly unitOfWork: UnitOfWork
  readonly models: Pick<ModelRegistry, 'languageModel'>
  readonly cache: AppCallerCache
  readonly clock: Clock
  readonly ids: IdGenerator
}

/** Gives a chat, agent-chat or completion app another configuration. Conversations go on with the one they began with. */
export class ConfigureApp {
  constructor(private readonly ports: ConfigureAppPorts) {}

  /**
   * The configuration as it is stored: checked, with its defaults, without what the app's mode does not have.
   *
   * @throws AppConfigurationInvalid for what cannot be, and for a model or an extension the workspace does not have.
   * @throws AppNotFound when the workspace has no such app.
   * @throws AppNotConfigurable when the app is a workflow.
   */
  async execute({ tenantId, appId, configuration }: ConfigureAppArgs): Promise<AppConfiguration> {
    const model = await this.lookUp(tenantId, modelOfConfiguration(configuration))
    const stored = await this.ports.unitOfWork.run(tenantId, (repositories) =>
      this.store(repositories, appId, (mode) =>
        validateAppConfiguration(mode, configuration, () => model),
      ),
    )
    this.ports.cache.evictApp(appId)
    return stored
  }

  private async lookUp(tenantId: TenantId, ref: ModelRef): Promise<ModelLookup> {
    try {
      const { profile } = await this.ports.models.languageModel(tenantId, ref)
      return { type: 'found', mode: profile.mode }
    } catch (error) {
      if (!(error instanceof ModelNotConfigured)) throw error
      return { type: 'unknown', field: 'name', problem: `is unknown: ${error.message}` }
    }
  }

  private async store(
    repositories: Repositories,
    appId: AppId,
    validate: (mode: ConfigurableMode) => JsonObject,
  ): Promise<AppConfiguration> {
    const { apps, appConfigurations, outbox } = repositories
    const app = await apps.find(appId)
    if (!app) throw new AppNotFound(appId)
    if (!isConfigurable(app.mode)) throw new AppNotConfigurable(appId)
    const checked = validate(app.mode)
    await requireExtensions(repositories, checked)
    const configuration = this.configurationOf(app, checked)
    const configured = app.withConfiguration(configuration.id, configuration.createdAt)
    await appConfigurations.add(configuration)
    await apps.save(configured)
    await outbox.add(configured.recordedEvents)
    return configuration
  }

  private configurationOf({ id, tenantId }: App, document: JsonObject): AppConfiguration {
    return AppConfiguration.of({
      id: AppConfigurationId.parse(this.ports.ids.next()),
      tenantId,
      appId: id,
      document,
      createdAt: this.ports.clock.now(),
    })
  }
}

function isConfigurable(mode: AppMode): mode is ConfigurableMode {
  return !isWorkflowMode(mode)
}
