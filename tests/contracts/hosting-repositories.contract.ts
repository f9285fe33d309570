import type { TenantId } from '@weft/domain/kernel'
import { UNLIMITED, type QuotaKey, type TakeMode } from '@weft/domain/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aTenantId } from './builders.js'
import type { OpenPersistence, Persistence } from './persistence.js'

const TRIAL: QuotaKey = { provider: 'openai', type: 'trial' }
const HOSTILE: QuotaKey = { provider: 'a name with \u0000 and "quotes\' -- %', type: 'paid' }

/** What the repositories of hosted providers keep. */
export function describeHostingRepositories(name: string, open: OpenPersistence): void {
  describe(`${name}: repositories of hosted providers`, () => {
    let store: Persistence
    beforeAll(async () => {
      store = await open()
    })
    afterAll(() => store.close())

    const take = (
      tenantId: TenantId,
      amount: number,
      limit: number,
      mode: TakeMode = 'whole',
      quota = TRIAL,
    ) =>
      store.unitOfWork.run(tenantId, ({ hostedQuotas }) =>
        hostedQuotas.take(quota, amount, limit, mode),
      )
    const list = (tenantId: TenantId) =>
      store.unitOfWork.run(tenantId, ({ hostedQuotas }) => hostedQuotas.list())
    const used = async (tenantId: TenantId) => (await list(tenantId)).map((record) => record.used)

    describe('quotas', () => {
      it('are taken whole or not at all', async () => {
        const tenantId = aTenantId()
        expect(await take(tenantId, 6, 10)).toBe(6)
        expect(await take(tenantId, 5, 10)).toBe(0)
        expect(await take(tenantId, 4, 10)).toBe(4)
        expect(await take(tenantId, 1, 10)).toBe(0)
        expect(await used(tenantId)).toEqual([10])
      })

      it('give what is left of them', async () => {
        const tenantId = aTenantId()
        expect(await take(tenantId, 6, 10, 'remainder')).toBe(6)
        expect(await take(tenantId, 6, 10, 'remainder')).toBe(4)
        expect(await take(tenantId, 6, 10, 'remainder')).toBe(0)
        expect(await used(tenantId)).toEqual([10])
      })

      it('are taken beyond their end where that has to be, and then give nothing', async () => {
        const tenantId = aTenantId()
        expect(await take(tenantId, 6, 5, 'anyway')).toBe(6)
        expect(await take(tenantId, 1, 5, 'remainder')).toBe(0)
        expect(await take(tenantId, 1, 5, 'whole')).toBe(0)
        expect(await used(tenantId)).toEqual([6])
      })

      it('without a limit give everything', async () => {
        const tenantId = aTenantId()
        for (const mode of ['whole', 'remainder', 'anyway'] as const)
          expect(await take(tenantId, 2 ** 40, UNLIMITED, mode)).toBe(2 ** 40)
      })

      it('come back when they are given back, and no more than was used', async () => {
        const tenantId = aTenantId()
        const giveBack = (amount: number) =>
          store.unitOfWork.run(tenantId, ({ hostedQuotas }) => hostedQuotas.giveBack(TRIAL, amount))
        await giveBack(3)
        expect(await list(tenantId)).toEqual([])
        await take(tenantId, 5, 10)
        await giveBack(2)
        expect(await used(tenantId)).toEqual([3])
        await giveBack(9)
        expect(await used(tenantId)).toEqual([0])
      })

      it("obey the workspace's own limit before the one for everybody", async () => {
        const tenantId = aTenantId()
        const grant = (limit: number | undefined) =>
          store.unitOfWork.run(tenantId, ({ hostedQuotas }) => hostedQuotas.grant(TRIAL, limit))
        await grant(20)
        expect(await list(tenantId)).toEqual([{ ...TRIAL, limit: 20, used: 0 }])
        expect(await take(tenantId, 15, 10)).toBe(15)
        await grant(undefined)
        expect(await take(tenantId, 1, 10)).toBe(0)
        await grant(UNLIMITED)
        expect(await take(tenantId, 99, 10)).toBe(99)
        expect(await list(tenantId)).toEqual([{ ...TRIAL, limit: UNLIMITED, used: 114 }])
      })

      it('are kept apart by provider, type and workspace', async () => {
        const tenantId = aTenantId()
        const free: QuotaKey = { ...TRIAL, type: 'free' }
        await take(tenantId, 3, 10, 'whole', TRIAL)
        await take(tenantId, 2, 10, 'whole', free)
        await take(tenantId, 1, 10, 'whole', HOSTILE)
        expect(await list(tenantId)).toEqual([
          { ...HOSTILE, limit: undefined, used: 1 },
          { ...free, limit: undefined, used: 2 },
          { ...TRIAL, limit: undefined, used: 3 },
        ])
        expect(await list(aTenantId())).toEqual([])
      })

      it('are not taken by work that is rejected', async () => {
        const tenantId = aTenantId()
        await take(tenantId, 1, 10)
        const rejected = store.unitOfWork.run(tenantId, async ({ hostedQuotas }) => {
          await hostedQuotas.take(TRIAL, 5, 10, 'whole')
          throw new Error('no')
        })
        await expect(rejected).rejects.toThrow('no')
        expect(await used(tenantId)).toEqual([1])
      })

      it.each([
        ['whole', 30],
        ['remainder', 31],
      ] as const)('give no two takers the same: %s', async (mode, most) => {
        const tenantId = aTenantId()
        const takers = Array.from({ length: 20 }, () => take(tenantId, 3, most, mode))
        const taken = (await Promise.all(takers)).reduce((sum, amount) => sum + amount, 0)
        expect(taken).toBe(most)
        expect(await used(tenantId)).toEqual([most])
      })
    })

    describe('preferences', () => {
      it('are one per provider, replaced and forgotten, in their own workspace', async () => {
        const tenantId = aTenantId()
        await store.unitOfWork.run(tenantId, async ({ providerPreferences }) => {
          expect(await providerPreferences.list()).toEqual(new Map())
          await providerPreferences.save('openai', 'custom')
          await providerPreferences.save('openai', 'system')
          await providerPreferences.save(HOSTILE.provider, 'custom')
          expect(await providerPreferences.list()).toEqual(
            new Map([
              ['openai', 'system'],
              [HOSTILE.provider, 'custom'],
            ]),
          )
          await providerPreferences.save('openai', undefined)
          await providerPreferences.save('openai', undefined)
          expect([...(await providerPreferences.list()).keys()]).toEqual([HOSTILE.provider])
        })
        await store.unitOfWork.run(aTenantId(), async ({ providerPreferences }) => {
          expect(await providerPreferences.list()).toEqual(new Map())
        })
      })
    })
  })
}
