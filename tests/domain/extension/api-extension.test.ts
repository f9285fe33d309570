import { ApiExtension, ApiExtensionId } from '@weft/domain/extension'
import { TenantId, ValidationError } from '@weft/domain/kernel'
import { describe, expect, it } from 'vitest'

const at = new Date('2026-03-01T00:00:00Z')
const later = new Date('2026-03-02T00:00:00Z')

const anExtension = (change: { name?: string; endpoint?: string } = {}) =>
  ApiExtension.create({
    id: ApiExtensionId.parse('00000000-0000-7000-8000-000000000001'),
    tenantId: TenantId.parse('00000000-0000-7000-8000-000000000002'),
    name: ' Weather ',
    endpoint: 'https://api.example.org/weft?v=1',
    sealedKey: 'sealed',
    at,
    ...change,
  })

describe('ApiExtension', () => {
  it('is told of when it comes, changes and goes', () => {
    const added = anExtension()
    const changed = ApiExtension.restore({ ...added.properties, version: 1 }).change(
      { endpoint: 'http://other.example.org' },
      later,
    )
    expect(added.properties).toMatchObject({ name: 'Weather', version: 0 })
    expect(added.recordedEvents.map(({ type }) => type)).toEqual(['ApiExtensionAdded'])
    expect(changed.properties).toMatchObject({
      name: 'Weather',
      endpoint: 'http://other.example.org',
      sealedKey: 'sealed',
      createdAt: at,
      updatedAt: later,
    })
    expect(changed.recordedEvents.map(({ type }) => type)).toEqual(['ApiExtensionChanged'])
    expect(added.removal(later)).toMatchObject({ type: 'ApiExtensionRemoved', at: later })
    expect(added.resealed('anew').properties.sealedKey).toBe('anew')
  })

  it.each(['', '   ', 'x'.repeat(256)])('refuses the name %j', (name) => {
    expect(() => anExtension({ name })).toThrow(ValidationError)
  })

  it.each(['', 'api.example.org', 'ftp://example.org', 'https://', 'https:///path', 'http://a b'])(
    'refuses the endpoint %j',
    (endpoint) => {
      expect(() => anExtension({ endpoint })).toThrow(ValidationError)
    },
  )
})
