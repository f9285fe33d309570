import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aHash, anApiKey, aTenantId, aTime } from './builders.js'
import type { OpenPersistence, Persistence } from './persistence.js'
import { aStoredWorkspace } from './workspace.js'

/** What every `ApiKeyDirectory` keeps. */
export function describeApiKeyDirectory(name: string, open: OpenPersistence): void {
  describe(`${name}: API key directory`, () => {
    let store: Persistence
    beforeAll(async () => {
      store = await open()
    })
    afterAll(() => store.close())

    async function aStoredKey() {
      const { tenantId, app } = await aStoredWorkspace(store.unitOfWork)
      const key = anApiKey(app)
      await store.unitOfWork.run(tenantId, ({ apiKeys }) => apiKeys.save(key))
      return { tenantId, key, hash: key.properties.hash }
    }

    it('finds a key of any workspace by its hash', async () => {
      const [first, second] = [await aStoredKey(), await aStoredKey()]
      const found = await store.apiKeys.findByHash(second.hash)
      expect(found?.properties).toEqual({ ...second.key.properties, version: 1 })
      expect((await store.apiKeys.findByHash(first.hash))?.id).toBe(first.key.id)
    })

    it('finds nothing by an unknown hash, whatever text it is', async () => {
      const hashes = [aHash(), '', "' or 1=1 --", '\u0000', '\ud800', '%', 'x'.repeat(10_000)]
      for (const hash of hashes) expect(await store.apiKeys.findByHash(hash)).toBeUndefined()
    })

    it('finds a revoked key no more', async () => {
      const { tenantId, key, hash } = await aStoredKey()
      await store.unitOfWork.run(tenantId, async ({ apiKeys }) => {
        const [stored] = await apiKeys.listByApp(key.properties.appId!)
        await apiKeys.save(stored!.revoke(aTime(1)))
      })
      expect(await store.apiKeys.findByHash(hash)).toBeUndefined()
    })

    it('notes a use without changing the version', async () => {
      const { tenantId, hash } = await aStoredKey()
      await store.apiKeys.touch(tenantId, hash, aTime(1))
      await store.apiKeys.touch(tenantId, hash, aTime(2))
      await store.apiKeys.touch(aTenantId(), hash, aTime(3))
      await store.apiKeys.touch(tenantId, aHash(), aTime(3))
      expect((await store.apiKeys.findByHash(hash))?.version).toBe(1)
    })

    it('does not see a key of a unit of work that was rejected', async () => {
      const { tenantId, app } = await aStoredWorkspace(store.unitOfWork)
      const key = anApiKey(app)
      await expect(
        store.unitOfWork.run(tenantId, async ({ apiKeys }) => {
          await apiKeys.save(key)
          throw new Error('no')
        }),
      ).rejects.toThrow('no')
      expect(await store.apiKeys.findByHash(key.properties.hash)).toBeUndefined()
    })
  })
}
