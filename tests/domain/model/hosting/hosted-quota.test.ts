import {
  currentQuota,
  isQuotaValid,
  isReservable,
  permitsModel,
  QUOTA_TYPES,
  quotaCost,
  quotaStandings,
  UNLIMITED,
  UNMETERED,
  type HostedQuota,
  type ModelKey,
  type QuotaRecord,
  type QuotaStanding,
} from '@weft/domain/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const GPT: ModelKey = { type: 'llm', provider: 'openai', name: 'gpt' }

const aQuota = (quota: Partial<HostedQuota> = {}): HostedQuota => ({
  type: 'trial',
  unit: 'tokens',
  limit: 10,
  credits: {},
  models: [],
  ...quota,
})

const aStanding = (quota: Partial<HostedQuota>, limit: number, used: number): QuotaStanding => ({
  quota: aQuota(quota),
  limit,
  used,
})

const aRecord = (record: Partial<QuotaRecord>): QuotaRecord => ({
  provider: 'openai',
  type: 'trial',
  limit: undefined,
  used: 0,
  ...record,
})

const typesOf = (standings: readonly QuotaStanding[]) => standings.map(({ quota }) => quota.type)

describe('a quota', () => {
  it.each([
    [10, 9, true],
    [10, 10, false],
    [10, 11, false],
    [0, 0, false],
    [UNLIMITED, 999, true],
  ])('of %d of which %d is used has something left: %s', (limit, used, expected) => {
    expect(isQuotaValid({ limit, used })).toBe(expected)
  })

  it('costs tokens, credits or one time, and nothing where there is no limit', () => {
    const credits = { gpt: 7 }
    expect(quotaCost(aStanding({ unit: 'tokens' }, 10, 0), GPT, 42)).toBe(42)
    expect(quotaCost(aStanding({ unit: 'times' }, 10, 0), GPT, 42)).toBe(1)
    expect(quotaCost(aStanding({ unit: 'credits', credits }, 10, 0), GPT, 42)).toBe(7)
    expect(quotaCost(aStanding({ unit: 'credits' }, 10, 0), GPT, 42)).toBe(1)
    expect(quotaCost(aStanding({ unit: 'credits', credits }, UNLIMITED, 0), GPT, 42)).toBe(0)
    const odd: ModelKey = { ...GPT, name: 'toString' }
    expect(quotaCost(aStanding({ unit: 'credits' }, 10, 0), odd, 42)).toBe(1)
  })

  it('is set aside before a call only where the cost is known and has to be there', () => {
    expect(isReservable(aStanding({ type: 'trial', unit: 'credits' }, 10, 0))).toBe(true)
    expect(isReservable(aStanding({ type: 'paid', unit: 'times' }, 10, 0))).toBe(true)
    expect(isReservable(aStanding({ type: 'paid', unit: 'tokens' }, 10, 0))).toBe(false)
    expect(isReservable(aStanding({ type: 'free', unit: 'times' }, 10, 0))).toBe(false)
    expect(isReservable(aStanding({ type: 'paid', unit: 'times' }, UNLIMITED, 0))).toBe(false)
  })

  it('may be used for the models it lists, or for all where it lists none', () => {
    const quota = aQuota({ models: [{ type: 'llm', name: 'gpt', baseName: undefined }] })
    expect(permitsModel(quota, GPT)).toBe(true)
    expect(permitsModel(quota, { ...GPT, name: 'other' })).toBe(false)
    expect(permitsModel(quota, { ...GPT, type: 'text-embedding' })).toBe(false)
    expect(permitsModel(aQuota(), { ...GPT, name: 'other' })).toBe(true)
  })
})

describe('quotaStandings', () => {
  it('puts paid before free before trial, with what was used', () => {
    const quotas = [aQuota({ type: 'trial' }), aQuota({ type: 'paid' }), aQuota({ type: 'free' })]
    const standings = quotaStandings(quotas, [aRecord({ type: 'free', used: 4 })])
    expect(standings.map(({ quota, limit, used }) => [quota.type, limit, used])).toEqual([
      ['paid', 10, 0],
      ['free', 10, 4],
      ['trial', 10, 0],
    ])
  })

  it("takes the workspace's own limit before the one for everybody", () => {
    const [standing] = quotaStandings([aQuota({ limit: 10 })], [aRecord({ limit: 99, used: 20 })])
    expect(standing).toMatchObject({ limit: 99, used: 20 })
  })

  it('shows a free quota nobody granted as used up, and leaves others out', () => {
    const quotas = QUOTA_TYPES.map((type) => aQuota({ type, limit: undefined }))
    expect(quotaStandings(quotas, [])).toMatchObject([
      { quota: { type: 'free' }, limit: 0, used: 0 },
    ])
    expect(typesOf(quotaStandings(quotas, [aRecord({ type: 'paid', limit: 5 })]))).toEqual([
      'paid',
      'free',
    ])
  })
})

describe('currentQuota', () => {
  it('G 22: paid used up and trial not: trial', () => {
    const standings = [aStanding({ type: 'paid' }, 10, 10), aStanding({ type: 'trial' }, 10, 0)]
    expect(currentQuota(standings).quota.type).toBe('trial')
  })

  it('G 22: all used up: the last there is', () => {
    const standings = [aStanding({ type: 'paid' }, 10, 10), aStanding({ type: 'trial' }, 10, 10)]
    expect(currentQuota(standings).quota.type).toBe('trial')
    expect(currentQuota(standings.slice(0, 1)).quota.type).toBe('paid')
  })

  it('is the first with something left, whichever there are', () => {
    const anyStanding = fc.record({
      type: fc.constantFrom(...QUOTA_TYPES),
      limit: fc.integer({ min: -1, max: 3 }),
      used: fc.nat(3),
    })
    fc.assert(
      fc.property(
        fc.uniqueArray(anyStanding, { selector: ({ type }) => type, minLength: 1, maxLength: 3 }),
        (drawn) => {
          const quotas = drawn.map(({ type, limit }) => aQuota({ type, limit }))
          const records = drawn.map(({ type, used }) => aRecord({ type, used }))
          const standings = quotaStandings(quotas, records)
          const current = currentQuota(standings)
          const before = standings.slice(0, standings.indexOf(current))
          expect(before.some(isQuotaValid)).toBe(false)
          if (!isQuotaValid(current)) expect(current).toBe(standings.at(-1))
        },
      ),
    )
  })

  it('is an error where there is no quota', () => {
    expect(() => currentQuota([])).toThrow(TypeError)
  })

  it('is without end for a provider nobody set quotas for', () => {
    expect(isQuotaValid(UNMETERED)).toBe(true)
    expect(quotaCost(UNMETERED, GPT, 1_000)).toBe(0)
  })
})
