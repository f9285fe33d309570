import type { Clock, TenantId } from '@weft/domain/kernel'
import { isSameScope, type ModelKey, type ProviderCatalogue } from '@weft/domain/model'
import type { UnitOfWork } from '../../kernel/index.js'
import { requireProvider } from '../credential/verify-credentials.js'
import type { ModelCache } from '../routing/model-cache.js'

/** Takes back everything decided about a model, its own credentials included: a model the workspace added is gone then. */
export class ForgetModel {
  constructor(
    private readonly ports: {
      readonly unitOfWork: UnitOfWork
      readonly catalogue: ProviderCatalogue
      readonly cache: ModelCache
      readonly clock: Clock
    },
  ) {}

  /** Forgetting twice changes nothing. @throws ModelProviderUnknown when there is no such provider. */
  async execute({
    tenantId,
    model,
  }: {
    readonly tenantId: TenantId
    readonly model: ModelKey
  }): Promise<void> {
    const { unitOfWork, catalogue, cache, clock } = this.ports
    const key: ModelKey = { ...model, provider: requireProvider(catalogue, model.provider).id }
    await unitOfWork.run(tenantId, async ({ modelSettings, modelCredentials, outbox }) => {
      await modelSettings.remove(key)
      for (const credential of await modelCredentials.list()) {
        const { provider, scope } = credential.properties
        if (provider !== key.provider || !isSameScope(scope, key)) continue
        await modelCredentials.remove(credential)
        await outbox.add([credential.removal(clock.now())])
      }
    })
    cache.evict(tenantId)
  }
}
