import { ApiKey, ApiKeyId, AppId } from '@weft/domain/app'
import { TenantId } from '@weft/domain/kernel'
import { aClock, sequentialIds } from '@weft/domain/kernel/testing'
import { describe, expect, it } from 'vitest'

const clock = aClock()
const ids = sequentialIds()

describe('ApiKey', () => {
  it('opens an app, or the knowledge of a workspace when it names no app', () => {
    const appId = AppId.parse(ids.next())
    expect(aKey(appId).recordedEvents[0]?.data).toEqual({ appId })
    expect(aKey(undefined).recordedEvents[0]?.data).toEqual({ appId: null })
  })

  it('is revoked once and stays so', () => {
    const key = aKey(undefined)
    expect(key.isRevoked).toBe(false)
    const revoked = key.revoke(clock.now())
    expect(revoked.isRevoked).toBe(true)
    expect(revoked.properties.revokedAt).toEqual(clock.now())
    expect(revoked.revoke(new Date(0))).toBe(revoked)
    expect(revoked.recordedEvents.map((event) => event.type)).toEqual([
      'ApiKeyCreated',
      'ApiKeyRevoked',
    ])
  })

  it('tells of itself without the hash', () => {
    const key = aKey(undefined).revoke(clock.now())
    expect(JSON.stringify(key.recordedEvents)).not.toContain(key.properties.hash)
  })

  it('comes back from storage without events', () => {
    const key = ApiKey.restore({ ...aKey(undefined).properties, version: 2 })
    expect(key.recordedEvents).toEqual([])
    expect(key.version).toBe(2)
  })
})

function aKey(appId: AppId | undefined): ApiKey {
  return ApiKey.create({
    id: ApiKeyId.parse(ids.next()),
    tenantId: TenantId.parse(ids.next()),
    appId,
    hash: 'f'.repeat(64),
    hint: 'app-…abcd',
    at: clock.now(),
  })
}
