import { AppId, TenantId, ValidationError, formatUuidV7, idType, isUuid } from '@weft/domain/kernel'
import { sequentialIds } from '@weft/domain/kernel/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const UUID = '0192f0c1-2b3d-7e4f-8a5b-6c7d8e9f0a1b'

describe('idType', () => {
  it('takes a lower-case UUID as it is', () => {
    expect(AppId.parse(UUID)).toBe(UUID)
    expect(TenantId.tryParse(UUID)).toBe(UUID)
  })

  it.each(['', 'abc', UUID.toUpperCase(), ` ${UUID}`, `${UUID}\n`, UUID.replaceAll('-', '')])(
    'refuses %j and names the type',
    (raw) => {
      expect(() => AppId.parse(raw)).toThrow(ValidationError)
      expect(() => AppId.parse(raw)).toThrow(/^AppId must be a lower-case UUID/)
      expect(AppId.tryParse(raw)).toBeUndefined()
    },
  )

  it('knows its own name', () => {
    expect(idType('ThingId').name).toBe('ThingId')
  })
})

describe('formatUuidV7', () => {
  const anyTime = fc.nat({ max: 2 ** 48 - 1 })
  const anyRandom = fc.uint8Array({ minLength: 10, maxLength: 16 })

  it('is a UUID of version 7 and variant 10 that begins with the time', () => {
    fc.assert(
      fc.property(anyTime, anyRandom, (unixMs, random) => {
        const id = formatUuidV7(unixMs, random)
        expect(isUuid(id)).toBe(true)
        expect(id[14]).toBe('7')
        expect('89ab').toContain(id[19])
        expect(parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(unixMs)
      }),
    )
  })

  it('sorts by time whatever the random bytes are', () => {
    fc.assert(
      fc.property(anyTime, anyTime, anyRandom, anyRandom, (a, b, randomA, randomB) => {
        fc.pre(a < b)
        expect(formatUuidV7(a, randomA) < formatUuidV7(b, randomB)).toBe(true)
      }),
    )
  })

  it('keeps 74 random bits', () => {
    const ones = formatUuidV7(0, new Uint8Array(10).fill(255))
    expect(ones).toBe('00000000-0000-7fff-bfff-ffffffffffff')
    expect(formatUuidV7(0, new Uint8Array(10))).toBe('00000000-0000-7000-8000-000000000000')
  })

  it('takes too few random bytes for a programming mistake', () => {
    expect(() => formatUuidV7(0, new Uint8Array(9))).toThrow(TypeError)
  })
})

describe('sequentialIds', () => {
  it('gives out different ids in ascending order, the same every time', () => {
    const [first, second] = [sequentialIds(), sequentialIds()]
    const ids = [first.next(), first.next(), first.next()]
    expect(ids).toEqual([...ids].sort())
    expect(new Set(ids).size).toBe(3)
    expect(second.next()).toBe(ids[0])
  })
})
