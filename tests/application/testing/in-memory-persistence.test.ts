import {
  InMemoryApiKeyDirectory,
  InMemoryCredentialDirectory,
  InMemoryHumanInputFormSchedule,
  InMemoryPrunableWorkspaces,
  InMemoryRunEventStore,
  InMemoryStore,
  InMemoryUnitOfWork,
} from '@weft/application/testing'
import { describe, expect, it } from 'vitest'
import { aDomainEvent, aTenantId } from '../../contracts/builders.js'
import { describePersistence } from '../../contracts/describe-persistence.js'

describePersistence('in-memory adapters', async () => {
  const store = new InMemoryStore()
  return {
    unitOfWork: new InMemoryUnitOfWork(store),
    runEvents: new InMemoryRunEventStore(store),
    apiKeys: new InMemoryApiKeyDirectory(store),
    credentials: new InMemoryCredentialDirectory(store),
    prunable: new InMemoryPrunableWorkspaces(store),
    formSchedule: new InMemoryHumanInputFormSchedule(store),
    close: () => Promise.resolve(),
  }
})

describe('InMemoryStore', () => {
  it('shows the domain events of committed units of work', async () => {
    const store = new InMemoryStore()
    const unitOfWork = new InMemoryUnitOfWork(store)
    const tenantId = aTenantId()
    const [kept, dropped] = [aDomainEvent(), aDomainEvent()]
    await unitOfWork.run(tenantId, ({ outbox }) => outbox.add([kept]))
    await expect(
      unitOfWork.run(tenantId, async ({ outbox }) => {
        await outbox.add([dropped])
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    expect(store.outbox).toEqual([{ tenantId, event: kept }])
  })
})
