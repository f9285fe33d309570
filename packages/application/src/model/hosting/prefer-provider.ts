import type { TenantId } from '@weft/domain/kernel'
import type { ProviderCatalogue, ProviderType } from '@weft/domain/model'
import type { UnitOfWork } from '../../kernel/index.js'
import type { ModelCache } from '../routing/model-cache.js'

export type PreferProviderArgs = {
  readonly tenantId: TenantId
  /** In any spelling. */
  readonly provider: string
  /** `undefined` forgets the choice. */
  readonly type: ProviderType | undefined
}

/** Chooses whose credentials a provider is called with, where both the workspace and the operator have some. */
export class PreferProvider {
  constructor(
    private readonly ports: {
      readonly unitOfWork: UnitOfWork
      readonly catalogue: ProviderCatalogue
      readonly cache: ModelCache
    },
  ) {}

  async execute({ tenantId, provider, type }: PreferProviderArgs): Promise<void> {
    const { unitOfWork, catalogue, cache } = this.ports
    // The operator may have providers the catalogue does not know.
    const id = catalogue.find(provider)?.id ?? provider
    await unitOfWork.run(tenantId, ({ providerPreferences }) => providerPreferences.save(id, type))
    cache.evict(tenantId)
  }
}
