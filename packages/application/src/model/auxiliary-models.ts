import type { TenantId } from '@weft/domain/kernel'
import type {
  LanguageModel,
  ModelRef,
  ModelRegistry,
  ParameterRule,
  ProviderCatalogue,
} from '@weft/domain/model'
import type { ReachableModels } from './routing/reachable-models.js'
import type { WorkspaceModelRegistry } from './routing/workspace-model-registry.js'

/** A language model for work beside the answers, and what can be set on it. */
export type AuxiliaryModel = {
  readonly model: LanguageModel
  /** Empty when nothing is known of the model. */
  readonly parameterRules: readonly ParameterRule[]
}

/** The models that name conversations, suggest questions, and the like. */
export interface AuxiliaryModels {
  /** The workspace's default model; nothing when the workspace has none but the last resort. */
  byDefault(tenantId: TenantId): Promise<AuxiliaryModel | undefined>
  /** The model itself, and never one that stands in for it; nothing when the workspace cannot call it. */
  chosen(tenantId: TenantId, ref: ModelRef): Promise<AuxiliaryModel | undefined>
}

export type WorkspaceAuxiliaryModelsPorts = {
  readonly models: Pick<ModelRegistry, 'languageModel'> &
    Pick<WorkspaceModelRegistry, 'defaultModel'> &
    ReachableModels
  readonly catalogue: Pick<ProviderCatalogue, 'find'>
}

/** The models of workspaces that are stored. */
export class WorkspaceAuxiliaryModels implements AuxiliaryModels {
  constructor(private readonly ports: WorkspaceAuxiliaryModelsPorts) {}

  async byDefault(tenantId: TenantId): Promise<AuxiliaryModel | undefined> {
    const found = await this.ports.models.defaultModel(tenantId, 'llm')
    if (!found || found.chosenBy === 'last-resort') return undefined
    return this.open(tenantId, found.model)
  }

  async chosen(tenantId: TenantId, ref: ModelRef): Promise<AuxiliaryModel | undefined> {
    const reached = await this.ports.models.reach(tenantId, 'llm', ref)
    return reached && this.open(tenantId, reached)
  }

  private async open(tenantId: TenantId, ref: ModelRef): Promise<AuxiliaryModel> {
    const { models, catalogue } = this.ports
    const described = catalogue
      .find(ref.provider)
      ?.models.find(({ name, type }) => name === ref.name && type === 'llm')
    return {
      model: await models.languageModel(tenantId, ref),
      parameterRules: described?.parameterRules ?? [],
    }
  }
}
