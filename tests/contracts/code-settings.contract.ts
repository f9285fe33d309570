import { Conflict, type TenantId } from '@weft/domain/kernel'
import { CodeSettings, HostPattern } from '@weft/domain/workflow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aTenantId, aTime } from './builders.js'
import type { OpenPersistence, Persistence } from './persistence.js'

const note = { at: aTime(), by: 'Ada' }
const full = (tenantId: TenantId) =>
  CodeSettings.initial(tenantId).with(
    {
      network: 'granted',
      allowedHosts: ['api.example.org', '*.example.com:8443'].map((host) =>
        HostPattern.parse(host),
      ),
      blockedImports: { subprocess: 9, ['__proto__']: 3, '@scope/name': 1 },
      blockedCalls: { 'os.system': 10, eval: 4 },
      refuseFrom: 7,
    },
    note,
  )

/** What workspaces decided about their code. */
export function describeCodeSettings(name: string, open: OpenPersistence): void {
  describe(`${name}: settings of code`, () => {
    let store: Persistence
    beforeAll(async () => {
      store = await open()
    })
    afterAll(() => store.close())

    const find = (tenantId: TenantId) =>
      store.unitOfWork.run(tenantId, ({ codeSettings }) => codeSettings.find())
    const save = (settings: CodeSettings, tenantId = settings.id) =>
      store.unitOfWork.run(tenantId, ({ codeSettings }) => codeSettings.save(settings))

    it('are not there before anybody decides something', async () => {
      expect(await find(aTenantId())).toBeUndefined()
    })

    it('come back as they were stored', async () => {
      for (const settings of [full(aTenantId()), CodeSettings.initial(aTenantId())]) {
        await save(settings)
        const found = await find(settings.id)
        expect(found?.properties).toEqual({ ...settings.properties, version: 1 })
        expect(Object.keys(found?.rules.blockedImports ?? {})).toEqual(
          Object.keys(settings.rules.blockedImports),
        )
      }
    })

    it('keep changes, also those that take something back', async () => {
      const settings = full(aTenantId())
      await save(settings)
      const stored = (await find(settings.id))!
      await save(stored.with({ network: undefined, allowedHosts: undefined, refuseFrom: 2 }, note))
      expect((await find(settings.id))?.properties).toEqual({
        ...settings.properties,
        network: undefined,
        allowedHosts: undefined,
        refuseFrom: 2,
        version: 2,
      })
    })

    it('refuse what was made from an outdated version', async () => {
      const settings = full(aTenantId())
      await save(settings)
      await expect(save(settings)).rejects.toThrow(Conflict)
      const stored = (await find(settings.id))!
      await save(stored.with({ refuseFrom: 2 }, note))
      await expect(save(stored.with({ refuseFrom: 3 }, note))).rejects.toThrow(Conflict)
      expect((await find(settings.id))?.rules.refuseFrom).toBe(2)
    })

    it('belong to one workspace', async () => {
      const mine = full(aTenantId())
      const theirs = CodeSettings.initial(aTenantId()).with({ network: 'denied' }, note)
      await save(mine)
      await save(theirs)
      expect((await find(mine.id))?.rules.network).toBe('granted')
      expect((await find(theirs.id))?.rules.network).toBe('denied')
      await expect(save(mine, theirs.id)).rejects.toThrow(TypeError)
    })

    it('are as before when the unit of work fails', async () => {
      const settings = full(aTenantId())
      const failing = store.unitOfWork.run(settings.id, async ({ codeSettings }) => {
        await codeSettings.save(settings)
        throw new Error('undone')
      })
      await expect(failing).rejects.toThrow('undone')
      expect(await find(settings.id)).toBeUndefined()
    })
  })
}
