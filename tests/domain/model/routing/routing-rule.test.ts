import {
  callsForAnotherModel,
  cooldownMs,
  ModelCallFailed,
  ModelCallHeldBack,
  rotation,
} from '@weft/domain/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('cooldownMs', () => {
  it.each([
    ['rate-limit', 60_000],
    ['authorization', 10_000],
    ['connection', 10_000],
    ['server-unavailable', 0],
    ['bad-request', 0],
    ['other', 0],
  ] as const)('lets a credential rest after %s for %d ms', (kind, expected) => {
    expect(cooldownMs(kind)).toBe(expected)
  })
})

describe('callsForAnotherModel', () => {
  it('keeps a wrong request from being sent to one model after the other', () => {
    expect(callsForAnotherModel('bad-request')).toBe(false)
    expect(callsForAnotherModel('server-unavailable')).toBe(true)
  })
})

describe('rotation', () => {
  it('G 24: starts with one after the other', () => {
    const firsts = [1, 2, 3, 4, 5, 6].map((call) => rotation(['a', 'b', 'c'], call)[0])
    expect(firsts).toEqual(['a', 'b', 'c', 'a', 'b', 'c'])
  })

  it('always holds every item once, in the same circle', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(), { maxLength: 9 }),
        fc.integer({ min: 1, max: 10_000_000 }),
        (items, call) => {
          const turned = rotation(items, call)
          expect([...turned].sort()).toEqual([...items].sort())
          const start = items.indexOf(turned[0] ?? -1)
          turned.forEach((item, i) => {
            expect(item).toBe(items[(start + i) % items.length])
          })
        },
      ),
    )
  })
})

describe('ModelCallHeldBack', () => {
  it('is a failed call that says why it was not made', () => {
    const error = new ModelCallHeldBack({ provider: 'p', name: 'm' }, 'circuit-open', 20_000)
    expect(error).toBeInstanceOf(ModelCallFailed)
    expect(error).toMatchObject({ kind: 'server-unavailable', retryAfterMs: 20_000 })
    expect(error.message).toMatch(/^\[p\] .*left alone/)
  })
})
