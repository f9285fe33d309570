import {
  preferredProviderType,
  providerTypeInUse,
  systemStatus,
  UNMETERED,
  type ProviderSituation,
  type QuotaStanding,
} from '@weft/domain/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const exhausted: QuotaStanding = {
  quota: { ...UNMETERED.quota, type: 'trial', limit: 5 },
  limit: 5,
  used: 5,
}

const aSituation = (situation: Partial<ProviderSituation> = {}): ProviderSituation => ({
  preference: undefined,
  hasCredentials: false,
  quotas: [UNMETERED],
  ...situation,
})

describe('the preferred provider type', () => {
  it('is what the workspace chose', () => {
    const situation = aSituation({ preference: 'system', hasCredentials: true, quotas: [] })
    expect(preferredProviderType(situation)).toBe('system')
    expect(preferredProviderType(aSituation({ preference: 'custom' }))).toBe('custom')
  })

  it('else custom with credentials, else system where it is offered, else custom', () => {
    expect(preferredProviderType(aSituation({ hasCredentials: true }))).toBe('custom')
    expect(preferredProviderType(aSituation())).toBe('system')
    expect(preferredProviderType(aSituation({ quotas: [exhausted] }))).toBe('system')
    expect(preferredProviderType(aSituation({ quotas: [] }))).toBe('custom')
    expect(preferredProviderType(aSituation({ quotas: undefined }))).toBe('custom')
  })
})

describe('the provider type in use', () => {
  it('G 23: system is preferred, its quota used up, and credentials are there: custom', () => {
    expect(
      providerTypeInUse(
        aSituation({ preference: 'system', hasCredentials: true, quotas: [exhausted] }),
      ),
    ).toBe('custom')
  })

  it('is custom where system is preferred but not offered', () => {
    expect(providerTypeInUse(aSituation({ preference: 'system', quotas: undefined }))).toBe(
      'custom',
    )
  })

  it('is system where custom is preferred without credentials and the operator helps out', () => {
    const preference = 'custom'
    expect(providerTypeInUse(aSituation({ preference }))).toBe('system')
    expect(providerTypeInUse(aSituation({ preference, quotas: [exhausted] }))).toBe('custom')
    expect(providerTypeInUse(aSituation({ preference, hasCredentials: true }))).toBe('custom')
  })

  it('is never system without anything left of it', () => {
    fc.assert(
      fc.property(
        fc.record({
          preference: fc.constantFrom(undefined, 'custom' as const, 'system' as const),
          hasCredentials: fc.boolean(),
          quotas: fc.constantFrom(undefined, [], [exhausted], [exhausted, UNMETERED]),
        }),
        (situation) => {
          if (systemStatus(situation.quotas) !== 'active')
            expect(providerTypeInUse(situation)).toBe('custom')
        },
      ),
    )
  })
})

describe('systemStatus', () => {
  it('tells whether the operator offers the provider and something is left', () => {
    expect(systemStatus([exhausted, UNMETERED])).toBe('active')
    expect(systemStatus([exhausted])).toBe('quota-exceeded')
    expect(systemStatus([])).toBe('unsupported')
    expect(systemStatus(undefined)).toBe('unsupported')
  })
})
