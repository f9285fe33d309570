import type { Repositories } from '@weft/application/kernel'
import type { App } from '@weft/domain/app'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anApp, aTenantId, aTenant } from './builders.js'
import type { OpenPersistence, Persistence } from './persistence.js'
import { aStoredWorkspace } from './workspace.js'

/** What every `UnitOfWork` keeps. */
export function describeUnitOfWork(name: string, open: OpenPersistence): void {
  describe(`${name}: unit of work`, () => {
    let store: Persistence
    beforeAll(async () => {
      store = await open()
    })
    afterAll(() => store.close())

    const find = (app: App) => store.unitOfWork.run(app.tenantId, ({ apps }) => apps.find(app.id))

    it('gives back what the work returns and keeps what it stored', async () => {
      const tenant = aTenant()
      const app = anApp(tenant.id)
      const answer = await store.unitOfWork.run(tenant.id, async ({ tenants, apps }) => {
        await tenants.save(tenant)
        await apps.save(app)
        return 'done'
      })
      expect(answer).toBe('done')
      expect((await find(app))?.name).toBe(app.name)
    })

    it('sees its own changes before they are committed', async () => {
      const { tenantId } = await aStoredWorkspace(store.unitOfWork)
      const app = anApp(tenantId)
      const found = await store.unitOfWork.run(tenantId, async ({ apps }) => {
        await apps.save(app)
        return apps.find(app.id)
      })
      expect(found?.version).toBe(1)
    })

    it('keeps nothing when the work rejects, and passes the reason on', async () => {
      const { tenantId, app } = await aStoredWorkspace(store.unitOfWork)
      const other = anApp(tenantId)
      const failure = new Error('changed my mind')
      const work = store.unitOfWork.run(tenantId, async ({ apps }) => {
        await apps.save(other)
        const stored = await apps.find(app.id)
        await apps.save(stored!.withApiEnabled(false, new Date()))
        throw failure
      })
      await expect(work).rejects.toBe(failure)
      expect(await find(other)).toBeUndefined()
      expect((await find(app))?.properties.apiEnabled).toBe(true)
    })

    it('goes on working after a work that was rejected', async () => {
      const tenantId = aTenantId()
      await expect(
        store.unitOfWork.run(tenantId, () => Promise.reject(new Error('no'))),
      ).rejects.toThrow('no')
      await expect(store.unitOfWork.run(tenantId, () => Promise.resolve(1))).resolves.toBe(1)
    })

    it('refuses the use of repositories after the work is done', async () => {
      const { tenantId, app } = await aStoredWorkspace(store.unitOfWork)
      const kept: Repositories[] = []
      await store.unitOfWork.run(tenantId, async (repositories) => {
        kept.push(repositories)
      })
      await expect(kept[0]!.apps.find(app.id)).rejects.toThrow(TypeError)
    })

    it('refuses to store what belongs to another workspace', async () => {
      const mine = await aStoredWorkspace(store.unitOfWork)
      const theirs = await aStoredWorkspace(store.unitOfWork)
      await expect(
        store.unitOfWork.run(mine.tenantId, ({ apps }) => apps.save(anApp(theirs.tenantId))),
      ).rejects.toThrow(TypeError)
      await expect(
        store.unitOfWork.run(mine.tenantId, ({ tenants }) => tenants.save(theirs.tenant)),
      ).rejects.toThrow(TypeError)
    })

    it('runs many units of work of several workspaces at once without mixing them up', async () => {
      const spaces = await Promise.all(
        Array.from({ length: 4 }, () => aStoredWorkspace(store.unitOfWork)),
      )
      const seen = await Promise.all(
        Array.from({ length: 40 }, (_, i) => {
          const space = spaces[i % 4]!
          return store.unitOfWork.run(space.tenantId, ({ tenants }) => tenants.find(space.tenantId))
        }),
      )
      expect(seen.map((tenant) => tenant?.id)).toEqual(
        Array.from({ length: 40 }, (_, i) => spaces[i % 4]!.tenantId),
      )
    })
  })
}
