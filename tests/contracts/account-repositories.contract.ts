import { AccountId, EndUser, EndUserId, Tenant } from '@weft/domain/account'
import { Conflict } from '@weft/domain/kernel'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anAccount, anApp, anEndUser, anId, aTenant, aTime } from './builders.js'
import type { OpenPersistence, Persistence } from './persistence.js'
import { aStoredWorkspace } from './workspace.js'

export function describeAccountRepositories(name: string, open: OpenPersistence): void {
  describe(`${name}: account repositories`, () => {
    let store: Persistence
    beforeAll(async () => {
      store = await open()
    })
    afterAll(() => store.close())

    describe('workspaces', () => {
      it('come back as they were stored, one version later', async () => {
        const tenant = aTenant()
        await store.unitOfWork.run(tenant.id, ({ tenants }) => tenants.save(tenant))
        const found = await store.unitOfWork.run(tenant.id, ({ tenants }) =>
          tenants.find(tenant.id),
        )
        const { id, name, status, ownerId, createdAt } = tenant
        expect(found).toEqual(Tenant.restore({ id, name, status, ownerId, createdAt, version: 1 }))
        expect(found?.recordedEvents).toEqual([])
      })

      it('are not stored twice', async () => {
        const tenant = aTenant()
        await store.unitOfWork.run(tenant.id, ({ tenants }) => tenants.save(tenant))
        await expect(
          store.unitOfWork.run(tenant.id, ({ tenants }) => tenants.save(tenant)),
        ).rejects.toThrow(Conflict)
      })
    })

    describe('accounts', () => {
      it('are inserted, found and replaced', async () => {
        const { tenantId } = await aStoredWorkspace(store.unitOfWork)
        const account = anAccount()
        const unknown = AccountId.parse(anId())
        const found = await store.unitOfWork.run(tenantId, async ({ accounts }) => {
          await accounts.save(account)
          await accounts.save(account)
          return [await accounts.find(account.id), await accounts.find(unknown)]
        })
        expect(found).toEqual([account, undefined])
      })
    })

    describe('end users', () => {
      it('are added once per app, population and session id', async () => {
        const { tenantId, app, endUser } = await aStoredWorkspace(store.unitOfWork)
        const again = anEndUser(app, endUser.sessionId)
        const other = anEndUser(app)
        const users = await store.unitOfWork.run(tenantId, async ({ endUsers }) => [
          await endUsers.findOrAdd(again),
          await endUsers.findOrAdd(other),
          await endUsers.find(again.id),
          await endUsers.find(endUser.id),
        ])
        expect(users).toEqual([endUser, other, undefined, endUser])
      })

      it('are different users in another app or another population', async () => {
        const { tenantId, app, endUser } = await aStoredWorkspace(store.unitOfWork)
        const secondApp = anApp(tenantId)
        const inSecondApp = anEndUser(secondApp, endUser.sessionId)
        const onTheWeb = EndUser.create({
          id: EndUserId.parse(anId()),
          tenantId,
          appId: app.id,
          type: 'web-app',
          sessionId: endUser.sessionId,
          createdAt: aTime(),
        })
        const ids = await store.unitOfWork.run(tenantId, async ({ apps, endUsers }) => {
          await apps.save(secondApp)
          return [
            (await endUsers.findOrAdd(inSecondApp)).id,
            (await endUsers.findOrAdd(onTheWeb)).id,
          ]
        })
        expect(ids).toEqual([inSecondApp.id, onTheWeb.id])
      })

      it('that race for one session id become one user', async () => {
        const { tenantId, app } = await aStoredWorkspace(store.unitOfWork)
        const users = await Promise.all(
          Array.from({ length: 12 }, () =>
            store.unitOfWork.run(tenantId, ({ endUsers }) =>
              endUsers.findOrAdd(anEndUser(app, 'the one')),
            ),
          ),
        )
        expect(new Set(users.map(({ id }) => id)).size).toBe(1)
      })
    })
  })
}
