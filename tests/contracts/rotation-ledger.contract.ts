import type { Clock, TenantId } from '@weft/domain/kernel'
import { ROTATION_LIMIT, type ModelKey, type RotationLedger } from '@weft/domain/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aTenantId, aTime } from './builders.js'

/** Ledgers of several processes, which all say the same. */
export type Ledgers = {
  readonly ledgers: readonly RotationLedger[]
  /** As if so many calls had been made. */
  setCalls?(tenantId: TenantId, model: string, calls: number): Promise<unknown>
  close(): Promise<void>
}

const GPT: ModelKey = { type: 'llm', provider: 'openai', name: 'gpt-4o' }
const HOSTILE: ModelKey = { ...GPT, name: 'a name with \u0000, \ud800 and "quotes\' -- %' }

/** What load is balanced with. `open` is given the clock the ledgers shall go by. */
export function describeRotationLedger(
  name: string,
  open: (clock: Clock) => Promise<Ledgers>,
): void {
  describe(`${name}: rotation ledger`, () => {
    let now = aTime().getTime()
    let given: Ledgers
    beforeAll(async () => {
      given = await open({ now: () => new Date(now) })
    })
    afterAll(() => given.close())

    const pass = (ms: number) => (now += ms)
    const ledger = (process = 0) => given.ledgers[process % given.ledgers.length]!
    const take = async (tenantId: TenantId, model = GPT, process = 0) =>
      (await ledger(process).takeTurn(tenantId, model)).call

    it('A.9: counts the calls of a model, whichever process makes them', async () => {
      const tenantId = aTenantId()
      const calls = []
      for (let call = 0; call < 6; call++) calls.push(await take(tenantId, GPT, call))
      expect(calls).toEqual([1, 2, 3, 4, 5, 6])
    })

    it('A.9: counts each model of each workspace for itself', async () => {
      const [mine, theirs] = [aTenantId(), aTenantId()]
      await take(mine)
      const others: readonly (readonly [TenantId, ModelKey])[] = [
        [theirs, GPT],
        [mine, { ...GPT, provider: 'azure-openai' }],
        [mine, { ...GPT, type: 'text-embedding' }],
        [mine, HOSTILE],
      ]
      for (const [tenantId, model] of others) expect(await take(tenantId, model)).toBe(1)
      expect(await take(mine, HOSTILE)).toBe(2)
    })

    it('gives every number once to calls that are made at the same time', async () => {
      const tenantId = aTenantId()
      const calls = await Promise.all(
        Array.from({ length: 120 }, (_, call) => take(tenantId, GPT, call)),
      )
      expect(calls.sort((a, b) => a - b)).toEqual(Array.from({ length: 120 }, (_, i) => i + 1))
      const indexes = [0, 1, 2].map((n) => calls.filter((call) => (call - 1) % 3 === n).length)
      expect(indexes).toEqual([40, 40, 40])
    })

    it('A.9: starts over after an hour of silence, not before', async () => {
      const tenantId = aTenantId()
      await take(tenantId)
      pass(3_600_000)
      expect(await take(tenantId)).toBe(2)
      pass(3_600_001)
      expect(await take(tenantId)).toBe(1)
    })

    it('A.9: starts over after 10,000,000 calls', async () => {
      if (!given.setCalls) {
        expect(ROTATION_LIMIT).toBe(10_000_000)
        return
      }
      const tenantId = aTenantId()
      await take(tenantId)
      await given.setCalls(tenantId, 'llm openai/gpt-4o', 9_999_999)
      expect(await take(tenantId)).toBe(10_000_000)
      expect(await take(tenantId)).toBe(1)
    })

    it('A.9: tells every process who rests, and for how long, until the rest is over', async () => {
      const tenantId = aTenantId()
      await ledger(0).cool(tenantId, GPT, 'key a', 60_000)
      await ledger(1).cool(tenantId, GPT, 'key b', 10_000)
      pass(9_999)
      const both = new Map([
        ['key a', 50_001],
        ['key b', 1],
      ])
      expect(await ledger(1).resting(tenantId, GPT)).toEqual(both)
      expect((await ledger(2).takeTurn(tenantId, GPT)).resting).toEqual(both)
      pass(1)
      expect(await ledger(0).resting(tenantId, GPT)).toEqual(new Map([['key a', 50_000]]))
      pass(50_000)
      expect(await ledger(0).resting(tenantId, GPT)).toEqual(new Map())
      expect((await ledger(1).takeTurn(tenantId, GPT)).resting).toEqual(new Map())
    })

    it('keeps the longer of two rests', async () => {
      const tenantId = aTenantId()
      await ledger(0).cool(tenantId, GPT, 'key', 60_000)
      await ledger(1).cool(tenantId, GPT, 'key', 10_000)
      expect(await ledger(2).resting(tenantId, GPT)).toEqual(new Map([['key', 60_000]]))
      await ledger(2).cool(tenantId, GPT, 'key', 70_000)
      expect(await ledger(0).resting(tenantId, GPT)).toEqual(new Map([['key', 70_000]]))
    })

    it('lets a credential rest for one model of one workspace only', async () => {
      const [mine, theirs] = [aTenantId(), aTenantId()]
      await ledger().cool(mine, HOSTILE, HOSTILE.name, 60_000)
      expect(await ledger().resting(theirs, HOSTILE)).toEqual(new Map())
      expect(await ledger().resting(mine, GPT)).toEqual(new Map())
      expect([...(await ledger().resting(mine, HOSTILE)).values()]).toEqual([60_000])
    })

    it('lets credentials rest that fail at the same time', async () => {
      const tenantId = aTenantId()
      await Promise.all(
        Array.from({ length: 40 }, (_, i) =>
          ledger(i).cool(tenantId, GPT, `key ${i % 4}`, 10_000 + i),
        ),
      )
      const resting = await ledger().resting(tenantId, GPT)
      expect([...resting].sort()).toEqual([
        ['key 0', 10_036],
        ['key 1', 10_037],
        ['key 2', 10_038],
        ['key 3', 10_039],
      ])
    })
  })
}
