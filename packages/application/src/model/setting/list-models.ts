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
import type { HostedQuotas } from '../hosting/hosted-quotas.js'
import { describedModels } from '../routing/described-models.js'
import type { WorkspaceModels, WorkspaceModelSource } from '../routing/workspace-models.js'
import { ModelStandings, type ModelStanding, type OperatorModels } from './model-standing.js'

/** One of the credentials calls to a model take turns with. */
export type ListedTurn = {
  readonly credentialId: ModelCredentialId
  readonly name: string
  /** Milliseconds it goes on resting after a failure; 0 while it takes its turns. */
  readonly restingMs: number
}

/** A model as a workspace has it. */
export type ListedModel = ModelStanding & {
  readonly model: ModelKey
  readonly isDefault: boolean
  readonly isCustom: boolean
  readonly contextSize: number | undefined
  readonly features: readonly ModelFeature[] | undefined
  readonly pricing: ModelPricing | undefined
  /** What load is balanced over, in the order of turns; absent where it is not balanced. */
  readonly turns: readonly ListedTurn[] | undefined
}

type DescribedModel = Omit<ListedModel, 'turns' | keyof ModelStanding>

/** The models of the providers a workspace can reach, or of all providers. Deprecated ones are left out. */
export class ListModels {
  constructor(
    private readonly ports: {
      readonly source: WorkspaceModelSource
      readonly catalogue: ProviderCatalogue
      readonly operator: OperatorModels
      readonly ledger: Pick<RotationLedger, 'resting'>
      /** Absent where what the operator offers is without end. */
      readonly hosting?: Pick<HostedQuotas, 'all'>
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
    const quotas = await this.ports.hosting?.all(args.tenantId)
    const standings = new ModelStandings(stored, this.ports.operator, quotas ?? new Map())
    const wanted = [...listed, ...this.unknownOperatorModels(listed, stored)]
      .map((one) => ({ ...one, ...standings.of(one.model) }))
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
  ): Pick<ListedModel, 'model' | 'isDefault'> {
    const chosen = stored.defaults.get(model.type)
    return {
      model,
      isDefault: chosen?.provider === model.provider && chosen.name === model.name,
    }
  }
}
