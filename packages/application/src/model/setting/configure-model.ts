import { ValidationError, type TenantId } from '@weft/domain/kernel'
import {
  describeModel,
  ModelCredentialNotFound,
  modelKeyText,
  ModelSetting,
  type BalancedCredential,
  type ModelKey,
  type ModelOverrides,
  type ModelRef,
  type ProviderCatalogue,
} from '@weft/domain/model'
import type { Repositories, UnitOfWork } from '../../kernel/index.js'
import { requireProvider } from '../credential/verify-credentials.js'
import type { ModelCache } from '../routing/model-cache.js'

export type ConfigureModelArgs = {
  readonly tenantId: TenantId
  /** The provider in any spelling. A model the catalogue does not know is added to the workspace. */
  readonly model: ModelKey
  /** What is absent stays as it is. */
  readonly change: {
    readonly isEnabled?: boolean
    readonly overrides?: ModelOverrides
    readonly isBalanced?: boolean
    readonly balanced?: readonly BalancedCredential[]
    readonly fallbacks?: readonly ModelRef[]
  }
}

const MAX_FALLBACKS = 10

/** Switches a model on or off, adds one the catalogue does not know, and says what it is called with and what stands in. */
export class ConfigureModel {
  constructor(
    private readonly ports: {
      readonly unitOfWork: UnitOfWork
      readonly catalogue: ProviderCatalogue
      readonly cache: ModelCache
    },
  ) {}

  /**
   * @throws ModelProviderUnknown when there is no such provider.
   * @throws ModelCredentialNotFound when load is to be balanced over a credential the workspace does not have.
   * @throws ValidationError when a model stands in for itself, or too many do.
   */
  async execute({ tenantId, model, change }: ConfigureModelArgs): Promise<ModelSetting> {
    const { unitOfWork, catalogue, cache } = this.ports
    const provider = requireProvider(catalogue, model.provider)
    const key: ModelKey = { ...model, provider: provider.id }
    const isKnown = provider.models.some(({ name, type }) => name === key.name && type === key.type)
    if (!isKnown && !provider.configurationMethods.includes('customizable-model'))
      throw new ValidationError(
        `${describeModel(key)} is not among the models of ${provider.id}, and none can be added to them.`,
      )
    checkFallbacks(key, change.fallbacks ?? [], catalogue)
    const setting = await unitOfWork.run(tenantId, async (repositories) => {
      await requireCredentials(repositories, change.balanced ?? [])
      const before = await repositories.modelSettings.find(key)
      const after = { ...(before ?? ModelSetting.initial(key)), ...change, isCustom: !isKnown }
      await repositories.modelSettings.save(after)
      return after
    })
    cache.evict(tenantId)
    return setting
  }
}

function checkFallbacks(
  key: ModelKey,
  fallbacks: readonly ModelRef[],
  catalogue: ProviderCatalogue,
): void {
  if (fallbacks.length > MAX_FALLBACKS)
    throw new ValidationError(`At most ${MAX_FALLBACKS} models stand in for another.`)
  if (fallbacks.length > 0 && key.type === 'text-embedding')
    throw new ValidationError(
      'Nothing can stand in for an embedding model: vectors of two models cannot be compared.',
    )
  const own = modelKeyText(key)
  for (const { provider, name } of fallbacks) {
    const id = requireProvider(catalogue, provider).id
    if (modelKeyText({ type: key.type, provider: id, name }) === own)
      throw new ValidationError(`${describeModel(key)} cannot stand in for itself.`)
  }
}

async function requireCredentials(
  { modelCredentials }: Repositories,
  balanced: readonly BalancedCredential[],
): Promise<void> {
  for (const { credentialId } of balanced)
    if (credentialId !== 'inherit' && !(await modelCredentials.find(credentialId)))
      throw new ModelCredentialNotFound(credentialId)
}
