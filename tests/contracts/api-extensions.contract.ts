import { ApiExtension, ApiExtensionId } from '@weft/domain/extension'
import { Conflict, type TenantId } from '@weft/domain/kernel'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anId, aTenantId, aTime } from './builders.js'
import type { OpenPersistence, Persistence } from './persistence.js'

const anExtension = (
  tenantId: TenantId,
  change: { readonly name?: string; readonly endpoint?: string } = {},
): ApiExtension => {
  const id = ApiExtensionId.parse(anId())
  return ApiExtension.create({
    id,
    tenantId,
    name: `Extension ${id}`,
    endpoint: 'https://api.example.org/weft',
    sealedKey: 'v1:sealed',
    at: aTime(),
    ...change,
  })
}

/** What the repository of API extensions keeps. */
export function describeApiExtensions(name: string, open: OpenPersistence): void {
  describe(`${name}: API extensions`, () => {
    let store: Persistence
    beforeAll(async () => {
      store = await open()
    })
    afterAll(() => store.close())

    it('come back as they were stored, oldest first', async () => {
      const tenantId = aTenantId()
      const hostile = {
        name: `'; drop table api_extensions; -- 🧵\u0000`,
        endpoint: 'http://a/?q=%00',
      }
      const extensions = [anExtension(tenantId), anExtension(tenantId, hostile)]
      const found = await store.unitOfWork.run(tenantId, async ({ apiExtensions }) => {
        for (const extension of [...extensions].reverse()) await apiExtensions.save(extension)
        return apiExtensions.list()
      })
      expect(found.map(({ properties }) => properties)).toEqual(
        extensions.map(({ properties }) => ({ ...properties, version: 1 })),
      )
    })

    it('keep changes and refuse those of an outdated version', async () => {
      const tenantId = aTenantId()
      const extension = anExtension(tenantId)
      await store.unitOfWork.run(tenantId, async ({ apiExtensions }) => {
        await apiExtensions.save(extension)
        const stored = (await apiExtensions.find(extension.id))!
        const change = { name: 'New', endpoint: 'http://other.example.org', sealedKey: 'other' }
        await apiExtensions.save(stored.change(change, aTime(1)))
        await expect(apiExtensions.save(stored.change({ name: 'Lost' }, aTime(2)))).rejects.toThrow(
          Conflict,
        )
        expect((await apiExtensions.find(extension.id))?.properties).toMatchObject({
          ...change,
          updatedAt: aTime(1),
          version: 2,
        })
      })
    })

    it('have a name of their own within the workspace', async () => {
      const tenantId = aTenantId()
      const otherTenantId = aTenantId()
      const name = 'Weather'
      await store.unitOfWork.run(otherTenantId, ({ apiExtensions }) =>
        apiExtensions.save(anExtension(otherTenantId, { name })),
      )
      await store.unitOfWork.run(tenantId, async ({ apiExtensions }) => {
        await apiExtensions.save(anExtension(tenantId, { name }))
        const other = anExtension(tenantId)
        await apiExtensions.save(other)
        await expect(apiExtensions.save(anExtension(tenantId, { name }))).rejects.toThrow(Conflict)
        const stored = (await apiExtensions.find(other.id))!
        await expect(apiExtensions.save(stored.change({ name }, aTime(1)))).rejects.toThrow(
          Conflict,
        )
        expect(await apiExtensions.list()).toHaveLength(2)
      })
    })

    it('are gone once removed, unless somebody changed them meanwhile', async () => {
      const tenantId = aTenantId()
      const extension = anExtension(tenantId)
      await store.unitOfWork.run(tenantId, async ({ apiExtensions }) => {
        await apiExtensions.save(extension)
        const first = (await apiExtensions.find(extension.id))!
        await apiExtensions.save(first.change({ name: 'New' }, aTime(1)))
        await expect(apiExtensions.remove(first)).rejects.toThrow(Conflict)
        await apiExtensions.remove((await apiExtensions.find(extension.id))!)
        expect(await apiExtensions.list()).toEqual([])
      })
    })

    it('are found, changed and removed by their own workspace only', async () => {
      const tenantId = aTenantId()
      const extension = anExtension(tenantId)
      await store.unitOfWork.run(tenantId, ({ apiExtensions }) => apiExtensions.save(extension))
      const stored = (await store.unitOfWork.run(tenantId, ({ apiExtensions }) =>
        apiExtensions.find(extension.id),
      ))!
      await store.unitOfWork.run(aTenantId(), async ({ apiExtensions }) => {
        expect(await apiExtensions.find(extension.id)).toBeUndefined()
        expect(await apiExtensions.list()).toEqual([])
        await expect(apiExtensions.save(stored.change({}, aTime(1)))).rejects.toThrow(TypeError)
        await expect(apiExtensions.remove(stored)).rejects.toThrow(Conflict)
      })
      const still = await store.unitOfWork.run(tenantId, ({ apiExtensions }) =>
        apiExtensions.find(extension.id),
      )
      expect(still?.version).toBe(1)
    })

    it('count among the workspaces that keep something sealed', async () => {
      const tenantId = aTenantId()
      expect(await store.credentials.listWorkspaces()).not.toContain(tenantId)
      await store.unitOfWork.run(tenantId, ({ apiExtensions }) =>
        apiExtensions.save(anExtension(tenantId)),
      )
      expect(await store.credentials.listWorkspaces()).toContain(tenantId)
    })
  })
}
