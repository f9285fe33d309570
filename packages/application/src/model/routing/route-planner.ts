import type { TenantId } from '@weft/domain/kernel'
import {
  asksForDefault,
  ModelNotConfigured,
  ModelNotPermitted,
  preferredProviderType,
  ProviderQuotaExceeded,
  providerTypeInUse,
  type ModelCredential,
  type ModelKey,
  type ModelRef,
  type ModelSetting,
  type ModelType,
  type OpenedProvider,
  type ProviderCatalogue,
  type ProviderDescription,
  systemStatus,
  wrapSecrets,
} from '@weft/domain/model'
import type { ChatModelFinder } from './chat-model-finder.js'
import { describedModels } from './described-models.js'
import type { ModelCandidate, ModelGroup, ModelRoute } from './model-route.js'
import { OPENED_BY, type ModelByType } from './model-type-table.js'
import { operatorWay, requirePermitted, type OperatorPorts } from './operator-way.js'
import type { WorkspaceModels } from './workspace-models.js'

export type RoutePlannerPorts = OperatorPorts & {
  readonly catalogue: ProviderCatalogue
  /** The operator's stand-ins, by type. */
  readonly operatorDefaults: Readonly<Partial<Record<ModelType, ModelRef>>>
  /** Finds what answers where nobody chose a default; absent where nothing is to be found. */
  readonly chatModels?: Pick<ChatModelFinder, 'find'>
  /** The default where nothing is configured at all. */
  readonly lastResort?: Readonly<Partial<Record<ModelType, ModelRef>>>
  /** What to do when a model is not configured, as a sentence for the person at hand. */
  readonly remedy: (asked: ModelRef) => string
}

/** The model that is used where a document asks for the default one. */
export type DefaultModel = {
  readonly model: ModelRef
  /** `found` among the providers at hand since nobody chose one; `last-resort` where there is no provider. */
  readonly chosenBy: 'workspace' | 'operator' | 'found' | 'last-resort'
  /** What kept providers from telling what they offer, as sentences. */
  readonly problems: readonly string[]
}

/** Finds the ways to a workspace's models: by its own credentials or the operator's, then to what stands in. */
export class RoutePlanner {
  readonly #opened = new Map<string, OpenedProvider>()

  constructor(
    private readonly tenantId: TenantId,
    readonly stored: WorkspaceModels,
    private readonly ports: RoutePlannerPorts,
  ) {}

  /**
   * @throws ModelNotConfigured when there is no way to the model nor to one that stands in for it.
   * @throws ProviderQuotaExceeded when the only way is the operator's, and nothing is left of it.
   * @throws ModelNotPermitted when the operator offers its provider, but not the model.
   */
  async plan<Type extends ModelType>(
    type: Type,
    asked: ModelRef,
  ): Promise<ModelRoute<ModelByType[Type]>> {
    const wanted = asksForDefault(asked) ? (await this.defaultOf(type))?.model : asked
    const group = (wanted && (await this.groupOf(type, wanted))) ?? (await this.standIn(type))
    if (!group) throw new ModelNotConfigured(asked, this.ports.remedy(asked))
    return [group, ...(await this.fallbacksOf(type, group.key))]
  }

  /** The model as the catalogue names it; the spelling itself where the catalogue does not know the provider. */
  keyOf(type: ModelType, asked: ModelRef): ModelKey {
    const provider = this.ports.catalogue.find(asked.provider)
    return { type, provider: provider?.id ?? asked.provider, name: asked.name }
  }

  /** The model itself under its provider's own id; nothing when there is no way to it. */
  async reach(
    type: ModelType,
    asked: ModelRef,
    otherwise: (error: unknown) => ModelRef | undefined = nothingIfUnreachable,
  ): Promise<ModelRef | undefined> {
    try {
      const group = await this.groupOf(type, asked)
      return group && { provider: group.key.provider, name: group.key.name }
    } catch (error) {
      return otherwise(error)
    }
  }

  /** The default model of a type, as far as it can be called; nothing when there is none. */
  async defaultOf(type: ModelType): Promise<DefaultModel | undefined> {
    const { operatorDefaults, lastResort } = this.ports
    const chosen =
      (await this.asDefault(type, this.stored.defaults.get(type), 'workspace')) ??
      (await this.asDefault(type, operatorDefaults[type], 'operator'))
    if (chosen) return chosen
    const found = type === 'llm' ? await this.ports.chatModels?.find(this.stored) : undefined
    return (
      (await this.asDefault(type, found?.model, 'found', found?.problems)) ??
      (await this.asDefault(type, lastResort?.[type], 'last-resort', found?.problems))
    )
  }

  /** Texts an embedding model takes in one call; nothing when unknown. */
  batchSizeOf(asked: ModelRef): number | undefined {
    const key = this.keyOf('text-embedding', asked)
    const known = this.ports.catalogue
      .find(asked.provider)
      ?.models.find(({ name, type }) => name === key.name && type === key.type)
    return this.stored.setting(key)?.overrides.maxChunks ?? known?.properties.maxChunks
  }

  private async asDefault(
    type: ModelType,
    ref: ModelRef | undefined,
    chosenBy: DefaultModel['chosenBy'],
    problems: readonly string[] = [],
  ): Promise<DefaultModel | undefined> {
    const model = ref && (await this.reach(type, ref, refInReserve))
    return model && { model, chosenBy, problems }
  }

  private async groupOf<Type extends ModelType>(
    type: Type,
    asked: ModelRef,
  ): Promise<ModelGroup<ModelByType[Type]> | undefined> {
    const key = this.keyOf(type, asked)
    const setting = this.stored.setting(key)
    if (setting?.isEnabled === false)
      throw new ModelNotConfigured(asked, 'The workspace has switched it off: switch it on again.')
    return this.prefersOwn(key.provider)
      ? this.ownBeforeOperator(type, asked, key)
      : this.operatorBeforeOwn(type, asked, key)
  }

  private prefersOwn(provider: string): boolean {
    const hasCredentials = this.stored.hasCredentials(provider)
    const preference = this.stored.preferences.get(provider)
    const situation = { preference, hasCredentials, quotas: undefined }
    return hasCredentials && preferredProviderType(situation) === 'custom'
  }

  /** Where the workspace chose nothing, what the operator offers without end stands beside its own credentials. */
  private async ownBeforeOperator<Type extends ModelType>(
    type: Type,
    asked: ModelRef,
    key: ModelKey,
  ): Promise<ModelGroup<ModelByType[Type]> | undefined> {
    const own = this.ownGroup(type, asked, key)
    if (own || this.stored.preferences.has(key.provider)) return own
    const way = await operatorWay(this.ports, this.tenantId, type, asked)
    return way?.isMetered === false ? way.group : undefined
  }

  private async operatorBeforeOwn<Type extends ModelType>(
    type: Type,
    asked: ModelRef,
    key: ModelKey,
  ): Promise<ModelGroup<ModelByType[Type]> | undefined> {
    const way = await operatorWay(this.ports, this.tenantId, type, asked)
    const preference = this.stored.preferences.get(key.provider)
    const hasCredentials = this.stored.hasCredentials(key.provider)
    const inUse = providerTypeInUse({ preference, hasCredentials, quotas: way?.quotas })
    if (way && inUse === 'system') {
      requirePermitted(way)
      return way.group
    }
    if (way && !hasCredentials && systemStatus(way.quotas) === 'quota-exceeded')
      throw new ProviderQuotaExceeded(way.group.key)
    return this.ownGroup(type, asked, key)
  }

  private ownGroup<Type extends ModelType>(
    type: Type,
    asked: ModelRef,
    key: ModelKey,
  ): ModelGroup<ModelByType[Type]> | undefined {
    const provider = this.ports.catalogue.find(asked.provider)
    const credentials = this.stored.credentialsFor(key)
    if (!provider || credentials.length === 0) return undefined
    const candidates = credentials.map((credential): ModelCandidate<ModelByType[Type]> => ({
      key,
      credentialId: credential.id,
      credential: credential.id,
      open: async () => OPENED_BY[type](this.opened(provider, credential), key.name),
    }))
    return { key, candidates }
  }

  private async standIn<Type extends ModelType>(
    type: Type,
  ): Promise<ModelGroup<ModelByType[Type]> | undefined> {
    const chosen = [this.stored.defaults.get(type), this.ports.operatorDefaults[type]]
    for (const ref of chosen) {
      const group = ref && (await this.groupOf(type, ref))
      if (group) return group
    }
    return undefined
  }

  private async fallbacksOf<Type extends ModelType>(
    type: Type,
    key: ModelKey,
  ): Promise<readonly ModelGroup<ModelByType[Type]>[]> {
    const groups: ModelGroup<ModelByType[Type]>[] = []
    for (const ref of fallbacks(this.stored.setting(key))) {
      const group = await this.groupOf(type, ref).catch(nothingIfUnreachable)
      if (group) groups.push(group)
    }
    return groups
  }

  private opened(provider: ProviderDescription, credential: ModelCredential): OpenedProvider {
    const known = this.#opened.get(credential.id)
    if (known) return known
    const fields = credential.properties.scope
      ? provider.modelCredentialFields
      : provider.credentialFields
    const values = wrapSecrets(fields ?? [], this.stored.valuesOf(credential))
    const models = describedModels(provider, this.stored.settingsOf(provider.id))
    const opened = this.ports.catalogue.open(provider.id, values, { models })
    this.#opened.set(credential.id, opened)
    return opened
  }
}

/** Vectors of different models cannot be compared, so nothing stands in for one that embeds. */
function fallbacks(setting: ModelSetting | undefined): readonly ModelRef[] {
  if (!setting || setting.model.type === 'text-embedding') return []
  return setting.fallbacks
}

const UNREACHABLE = [ModelNotConfigured, ProviderQuotaExceeded, ModelNotPermitted] as const

function nothingIfUnreachable(error: unknown): undefined {
  if (!UNREACHABLE.some((reason) => error instanceof reason)) throw error
}

/** A default stays the default while its quota is used up: whoever calls it is to hear of that. */
function refInReserve(error: unknown): ModelRef | undefined {
  if (error instanceof ProviderQuotaExceeded || error instanceof ModelNotPermitted)
    return { provider: error.model.provider, name: error.model.name }
  nothingIfUnreachable(error)
  return undefined
}
