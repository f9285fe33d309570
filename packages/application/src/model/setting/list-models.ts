import type { TenantId } from '@weft/domain/kernel'
import {
  featuresOf,
  modelKeyText,
  type ModelDescription,
  type ModelCredentialId,
  type ModelFeature,
  type ModelKey,
  type ModelPricing,
  type ModelType,
  type ProviderCatalogue,
  type ProviderDescription,
  type RotationLedger,
} from '@weft/domain/model'
import { describedModels } from '../routing/described-models.js'
import type { WorkspaceModels, WorkspaceModelSource } from '../routing/workspace-models.js'

export type ModelStatus = 'active' | 'disabled' | 'no-configure'

/** One of the credentials calls to a model take turns with. */
export type ListedTurn = {
  readonly credentialId: ModelCredentialId
  readonly name: string
  /** Milliseconds it goes on resting after a failure; 0 while it takes its turns. */
  readonly restingMs: number
}

/** A model as a workspace has it. */
export type ListedModel = {
  readonly model: ModelKey
  readonly status: ModelStatus
  /** Whose credentials it is called with; absent when there are none. */
  readonly source: 'workspace' | 'operator' | undefined
  readonly isDefault: boolean
  readonly isCustom: boolean
  readonly contextSize: number | undefined
  readonly features: readonly ModelFeature[] | undefined
  readonly pricing: ModelPricing | undefined
  /** What load is balanced over, in the order of turns; absent where it is not balanced. */
  readonly turns: readonly ListedTurn[] | undefined
}

type DescribedModel = Omit<ListedModel, 'turns'>

/** What the operator configured. */
export type OperatorModels = {
  /** The providers' own ids. */
  readonly providers: readonly string[]
  /** Models the configuration names, beyond those the catalogue knows. */
  readonly models: readonly ModelKey[]
}

/** The models of the providers a workspace can reach, or of all providers. Deprecated ones are left out. */
export class ListModels {
  constructor(
    private readonly ports: {
      readonly source: WorkspaceModelSource
      readonly catalogue: ProviderCatalogue
      readonly operator: OperatorModels
      readonly ledger: Pick<RotationLedger, 'resting'>
    },
  ) {}

  /** @param args.all whether models are listed for which nothing is configured; default false. */
  async execute(args: {
    readonly tenantId: TenantId
    readonly type?: ModelType | undefined
    readonly all?: boolean | undefined
  }): Promise<readonly ListedModel[]> {
    const stored = await this.ports.source.load(args.tenantId)
    const listed = this.ports.catalogue.providers.flatMap((provider) =>
      this.modelsOf(provider, stored).map((model) => this.toListed(provider, model, stored)),
    )
    const wanted = [...listed, ...this.unknownOperatorModels(listed, stored)]
      .filter(({ model }) => args.type === undefined || model.type === args.type)
      .filter(({ status }) => args.all === true || status !== 'no-configure')
    return Promise.all(
      wanted.map(async (one) => ({
        ...one,
        turns: await this.turnsOf(args.tenantId, one.model, stored),
      })),
    )
  }

  private async turnsOf(
    tenantId: TenantId,
    model: ModelKey,
    stored: WorkspaceModels,
  ): Promise<readonly ListedTurn[] | undefined> {
    const credentials = stored.credentialsFor(model)
    if (credentials.length < 2) return undefined
    const resting = await this.ports.ledger.resting(tenantId, model)
    return credentials.map(({ id, properties }) => ({
      credentialId: id,
      name: properties.name,
      restingMs: resting.get(id) ?? 0,
    }))
  }

  private modelsOf(
    provider: ProviderDescription,
    stored: WorkspaceModels,
  ): readonly ModelDescription[] {
    const better = describedModels(provider, stored.settingsOf(provider.id))
    const isReplaced = ({ name, type }: ModelDescription): boolean =>
      better.some((one) => one.name === name && one.type === type)
    return [...provider.models.filter((model) => !isReplaced(model)), ...better].filter(
      ({ isDeprecated }) => !isDeprecated,
    )
  }

  private toListed(
    provider: ProviderDescription,
    description: ModelDescription,
    stored: WorkspaceModels,
  ): DescribedModel {
    const { name, type } = description
    const model: ModelKey = { type, provider: provider.id, name }
    return {
      ...this.standing(model, stored),
      isCustom: stored.setting(model)?.isCustom ?? false,
      contextSize: description.properties.contextSize,
      features: featuresOf(description),
      pricing: description.pricing,
    }
  }

  private unknownOperatorModels(
    listed: readonly DescribedModel[],
    stored: WorkspaceModels,
  ): readonly DescribedModel[] {
    const known = new Set(listed.map(({ model }) => modelKeyText(model)))
    return this.ports.operator.models
      .filter((model) => !known.has(modelKeyText(model)))
      .map((model) => ({
        ...this.standing(model, stored),
        isCustom: false,
        contextSize: undefined,
        features: undefined,
        pricing: undefined,
      }))
  }

  private standing(
    model: ModelKey,
    stored: WorkspaceModels,
  ): Pick<ListedModel, 'model' | 'status' | 'source' | 'isDefault'> {
    const source = this.sourceOf(model, stored)
    const chosen = stored.defaults.get(model.type)
    const isEnabled = stored.setting(model)?.isEnabled ?? true
    return {
      model,
      source,
      status: source === undefined ? 'no-configure' : isEnabled ? 'active' : 'disabled',
      isDefault: chosen?.provider === model.provider && chosen.name === model.name,
    }
  }

  private sourceOf(model: ModelKey, stored: WorkspaceModels): ListedModel['source'] {
    if (stored.credentialsFor(model).length > 0) return 'workspace'
    const { providers, models } = this.ports.operator
    const isOperated =
      providers.includes(model.provider) ||
      models.some((one) => modelKeyText(one) === modelKeyText(model))
    return isOperated ? 'operator' : undefined
  }
}
