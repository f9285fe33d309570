import type { Clock, TenantId } from '@weft/domain/kernel'
import {
  ModelCredentialNotFound,
  type ModelCredential,
  type ModelCredentialId,
  type ModelSetting,
} from '@weft/domain/model'
import type { Repositories, UnitOfWork } from '../../kernel/index.js'
import type { ModelCache } from '../routing/model-cache.js'

export type ModelCredentialArgs = {
  readonly tenantId: TenantId
  readonly id: ModelCredentialId
}

/** Forgets a credential. Where it was the one in use, the oldest other one takes its place; load is balanced without it. */
export class RemoveModelCredential {
  constructor(
    private readonly ports: {
      readonly unitOfWork: UnitOfWork
      readonly cache: ModelCache
      readonly clock: Clock
    },
  ) {}

  /** @throws ModelCredentialNotFound when the workspace has no such credential. */
  async execute({ tenantId, id }: ModelCredentialArgs): Promise<void> {
    const { unitOfWork, cache, clock } = this.ports
    await unitOfWork.run(tenantId, async (repositories) => {
      const credential = await repositories.modelCredentials.find(id)
      if (!credential) throw new ModelCredentialNotFound(id)
      await repositories.modelCredentials.remove(credential)
      await repositories.outbox.add([credential.removal(clock.now())])
      await this.activateNext(repositories, credential)
      await dropFromBalancing(repositories, id)
    })
    cache.evict(tenantId)
  }

  private async activateNext(
    { modelCredentials, outbox }: Repositories,
    removed: ModelCredential,
  ): Promise<void> {
    if (!removed.properties.isActive) return
    const next = (await modelCredentials.list()).find((one) => one.isSiblingOf(removed))
    if (!next) return
    const activated = next.withActive(true, this.ports.clock.now())
    await modelCredentials.save(activated)
    await outbox.add(activated.recordedEvents)
  }
}

async function dropFromBalancing(
  { modelSettings }: Repositories,
  id: ModelCredentialId,
): Promise<void> {
  for (const setting of await modelSettings.list()) {
    const balanced = setting.balanced.filter(({ credentialId }) => credentialId !== id)
    const without: ModelSetting = { ...setting, balanced }
    if (balanced.length < setting.balanced.length) await modelSettings.save(without)
  }
}
