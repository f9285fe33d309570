import type { Clock } from '@weft/domain/kernel'
import { ModelCredentialNotFound } from '@weft/domain/model'
import type { UnitOfWork } from '../../kernel/index.js'
import type { ModelCache } from '../routing/model-cache.js'
import type { ModelCredentialArgs } from './remove-model-credential.js'

/** Makes a credential the one in use for its provider or model, in place of the one that was. */
export class ActivateModelCredential {
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
    await unitOfWork.run(tenantId, async ({ modelCredentials, outbox }) => {
      const all = await modelCredentials.list()
      const chosen = all.find((credential) => credential.id === id)
      if (!chosen) throw new ModelCredentialNotFound(id)
      for (const credential of all.filter((one) => one.isSiblingOf(chosen))) {
        const next = credential.withActive(credential === chosen, clock.now())
        if (next === credential) continue
        await modelCredentials.save(next)
        await outbox.add(next.recordedEvents)
      }
    })
    cache.evict(tenantId)
  }
}
