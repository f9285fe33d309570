import { AppConfigurationId, type App } from '@weft/domain/app'
import { AppId, Conflict, PageRequest } from '@weft/domain/kernel'
import { WorkflowId } from '@weft/domain/workflow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aConfiguration, aDraft, anApiKey, anApp, anId, aTime } from './builders.js'
import type { OpenPersistence, Persistence } from './persistence.js'
import { aStoredWorkspace } from './workspace.js'

export function describeAppRepositories(name: string, open: OpenPersistence): void {
  describe(`${name}: app repositories`, () => {
    let store: Persistence
    beforeAll(async () => {
      store = await open()
    })
    afterAll(() => store.close())

    describe('apps', () => {
      const load = (app: App) => store.unitOfWork.run(app.tenantId, ({ apps }) => apps.find(app.id))

      it('come back as they were stored, one version later', async () => {
        const { app } = await aStoredWorkspace(store.unitOfWork)
        const found = await load(app)
        expect(found?.properties).toEqual({ ...app.properties, version: 1 })
        expect(found?.recordedEvents).toEqual([])
      })

      it('keep every change', async () => {
        const { tenantId, app } = await aStoredWorkspace(store.unitOfWork)
        const changed = (await load(app))!
          .withConfiguration(AppConfigurationId.parse(anId()), aTime(1))
          .withPublishedWorkflow(WorkflowId.parse(anId()), aTime(2))
          .withApiEnabled(false, aTime(3))
          .withAppearance(
            {
              name: 'Loom',
              description: '',
              icon: { type: 'link', value: undefined, background: '' },
              useIconAsAnswerIcon: false,
              dslExtras: {},
            },
            aTime(4),
          )
          .archive(aTime(5))
        await store.unitOfWork.run(tenantId, ({ apps }) => apps.save(changed))
        expect((await load(app))?.properties).toEqual({ ...changed.properties, version: 2 })
      })

      it('refuse a change of an outdated version', async () => {
        const { tenantId, app } = await aStoredWorkspace(store.unitOfWork)
        const loaded = (await load(app))!
        const save = (changed: App) =>
          store.unitOfWork.run(tenantId, ({ apps }) => apps.save(changed))
        await save(loaded.withApiEnabled(false, aTime(1)))
        await expect(save(loaded.archive(aTime(2)))).rejects.toThrow(Conflict)
        await expect(save(app)).rejects.toThrow(Conflict)
        expect((await load(app))?.properties).toMatchObject({ apiEnabled: false, status: 'normal' })
      })

      it('let one of several concurrent changes win', async () => {
        const { tenantId, app } = await aStoredWorkspace(store.unitOfWork)
        const loaded = (await load(app))!
        const results = await Promise.allSettled(
          Array.from({ length: 6 }, (_, i) =>
            store.unitOfWork.run(tenantId, ({ apps }) =>
              apps.save(loaded.withApiEnabled(true, aTime(i))),
            ),
          ),
        )
        expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
        expect((await load(app))?.version).toBe(2)
      })

      it('can be saved again in a unit of work that goes on after a refused change', async () => {
        const { tenantId, app } = await aStoredWorkspace(store.unitOfWork)
        await store.unitOfWork.run(tenantId, async ({ apps }) => {
          await expect(apps.save(app)).rejects.toThrow(Conflict)
          await apps.save((await apps.find(app.id))!.archive(aTime(1)))
        })
        expect((await load(app))?.properties.status).toBe('archived')
      })

      it('are not found once deleted', async () => {
        const { tenantId, app } = await aStoredWorkspace(store.unitOfWork)
        const deleted = (await load(app))!.delete(aTime(1))
        await store.unitOfWork.run(tenantId, ({ apps }) => apps.save(deleted))
        expect(await load(app)).toBeUndefined()
        const page = await store.unitOfWork.run(tenantId, ({ apps }) =>
          apps.list(PageRequest.of(1, 10)),
        )
        expect(page).toEqual({ items: [], total: 0, page: 1, limit: 10 })
      })

      it('are listed newest first, page by page', async () => {
        const { tenantId, app } = await aStoredWorkspace(store.unitOfWork)
        const younger = [anApp(tenantId, aTime(10)), anApp(tenantId, aTime(20))]
        const twin = anApp(tenantId, aTime(20))
        await store.unitOfWork.run(tenantId, async ({ apps }) => {
          for (const each of [...younger, twin]) await apps.save(each)
        })
        const [first, second, third] = await store.unitOfWork.run(tenantId, async ({ apps }) => [
          await apps.list(PageRequest.of(1, 3)),
          await apps.list(PageRequest.of(2, 3)),
          await apps.list(PageRequest.of(3, 3)),
        ])
        expect(first.items.map(({ id }) => id)).toEqual([twin.id, younger[1]?.id, younger[0]?.id])
        expect(second).toMatchObject({ items: [{ id: app.id }], total: 4, page: 2, limit: 3 })
        expect(third).toMatchObject({ items: [], total: 4 })
      })
    })

    describe('app configurations', () => {
      it('keep their document exactly', async () => {
        const { tenantId, app } = await aStoredWorkspace(store.unitOfWork)
        const configuration = aConfiguration(app, DOCUMENT)
        const found = await store.unitOfWork.run(tenantId, async ({ appConfigurations }) => {
          await appConfigurations.add(configuration)
          return appConfigurations.find(configuration.id)
        })
        expect(found).toEqual(configuration)
        expect(JSON.stringify(found!.document)).toBe(JSON.stringify(DOCUMENT))
      })

      it('are never replaced', async () => {
        const { tenantId, app } = await aStoredWorkspace(store.unitOfWork)
        const configuration = aConfiguration(app)
        await expect(
          store.unitOfWork.run(tenantId, async ({ appConfigurations }) => {
            await appConfigurations.add(configuration)
            await appConfigurations.add(configuration)
          }),
        ).rejects.toThrow(Conflict)
      })
    })

    describe('API keys', () => {
      it('are listed per app, oldest first, without those revoked', async () => {
        const { tenantId, app } = await aStoredWorkspace(store.unitOfWork)
        const [first, second, third] = [anApiKey(app), anApiKey(app), anApiKey(app)]
        const keys = await store.unitOfWork.run(tenantId, async ({ apiKeys }) => {
          for (const key of [third, first, second]) await apiKeys.save(key)
          const stored = await apiKeys.listByApp(app.id)
          await apiKeys.save(stored.find(({ id }) => id === second.id)!.revoke(aTime(1)))
          return apiKeys.listByApp(app.id)
        })
        expect(keys.map(({ properties }) => properties)).toEqual([
          { ...first.properties, version: 1 },
          { ...third.properties, version: 1 },
        ])
      })

      it('are refused when their hash is taken or their version outdated', async () => {
        const { tenantId, app } = await aStoredWorkspace(store.unitOfWork)
        const key = anApiKey(app)
        await store.unitOfWork.run(tenantId, async ({ apiKeys }) => {
          await apiKeys.save(key)
          await expect(apiKeys.save(key)).rejects.toThrow(Conflict)
          const twin = anApiKey(app, key.properties.hash)
          await expect(apiKeys.save(twin)).rejects.toThrow(Conflict)
          expect(await apiKeys.listByApp(app.id)).toHaveLength(1)
        })
      })
    })

    describe('workflows', () => {
      it('come back as they were stored, under their own app only', async () => {
        const { tenantId, app } = await aStoredWorkspace(store.unitOfWork)
        const draft = aDraft(app, DOCUMENT)
        const found = await store.unitOfWork.run(tenantId, async ({ workflows }) => {
          await workflows.save(draft)
          return {
            byId: await workflows.find(app.id, draft.id),
            draft: await workflows.findDraft(app.id),
            byOtherApp: await workflows.find(AppId.parse(anId()), draft.id),
          }
        })
        expect(found.byId?.properties).toEqual({ ...draft.properties, version: 1 })
        expect(JSON.stringify(found.byId?.properties.document)).toBe(JSON.stringify(DOCUMENT))
        expect(found.draft?.properties).toEqual(found.byId?.properties)
        expect(found.byOtherApp).toBeUndefined()
      })

      it('have one draft per app and any number of published versions', async () => {
        const { tenantId, app } = await aStoredWorkspace(store.unitOfWork)
        const draft = aDraft(app)
        const published = [1, 2].map((i) => draft.publish(WorkflowId.parse(anId()), aTime(i)))
        await store.unitOfWork.run(tenantId, async ({ workflows }) => {
          await workflows.save(draft)
          for (const version of published) await workflows.save(version)
          await expect(workflows.save(aDraft(app))).rejects.toThrow(Conflict)
          const stored = await workflows.findDraft(app.id)
          await workflows.save(stored!.edit({ edited: true }, aTime(3)))
        })
        const after = await store.unitOfWork.run(tenantId, async ({ workflows }) => [
          await workflows.findDraft(app.id),
          await workflows.find(app.id, published[0]!.id),
        ])
        expect(after.map((workflow) => workflow?.properties.document)).toEqual([
          { edited: true },
          draft.properties.document,
        ])
        expect(after.map((workflow) => workflow?.isDraft)).toEqual([true, false])
      })
    })
  })
}

/** Key order, number spelling, the NUL character, lone surrogates and the marker used to store them. */
const DOCUMENT = {
  zebra: 1,
  apple: { '10': 'ten', '2': 'two', nested: [1.5, 1e21, -0.1, 123456789012345680, null, false] },
  'key with \u0000 and \ud800': 'text with \u0000, \udfff and a proper 🧵',
  escaped: 'not a control: \\u0000, \\ud800, \uf8ff0000, \uf8ff',
}
