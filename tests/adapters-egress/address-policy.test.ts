import { AddressPolicy } from '@weft/adapters-egress'
import { ValidationError } from '@weft/domain/kernel'
import { describe, expect, it } from 'vitest'

const target = (address: string, host = 'example.org', port = 80) => ({ host, port, address })

describe('AddressPolicy', () => {
  const closed = AddressPolicy.allowing([])

  it.each([
    ['loopback', '127.0.0.1'],
    ['loopback network', '127.8.9.1'],
    ['private 10/8', '10.1.2.3'],
    ['private 172.16/12', '172.20.0.1'],
    ['private 192.168/16', '192.168.1.1'],
    ['link-local and metadata', '169.254.169.254'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['unspecified', '0.0.0.0'],
    ['broadcast', '255.255.255.255'],
    ['multicast', '224.0.0.1'],
    ['reserved', '240.0.0.1'],
    ['documentation', '192.0.2.1'],
    ['IPv6 loopback', '::1'],
    ['IPv6 unspecified', '::'],
    ['IPv6 unique local', 'fd00::1'],
    ['IPv6 link-local', 'fe80::1'],
    ['IPv6 multicast', 'ff02::1'],
    ['IPv4-mapped loopback', '::ffff:127.0.0.1'],
    ['IPv4-mapped private in hex', '::ffff:a00:1'],
    ['NAT64 of loopback', '64:ff9b::7f00:1'],
    ['6to4 of a private address', '2002:a00:1::'],
    ['Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['no address at all', 'localhost'],
  ])('T-D1 T-D6 refuses %s', (_name, address) => {
    expect(closed.allows(target(address))).toBe(false)
  })

  it.each(['93.184.216.34', '8.8.8.8', '2606:4700:4700::1111', '::ffff:8.8.8.8'])(
    'allows the public address %s',
    (address) => {
      expect(closed.allows(target(address))).toBe(true)
    },
  )

  it('allows a network the operator named, and nothing beside it', () => {
    const policy = AddressPolicy.allowing(['10.1.0.0/16'])
    expect(policy.allows(target('10.1.2.3'))).toBe(true)
    expect(policy.allows(target('::ffff:10.1.2.3'))).toBe(true)
    expect(policy.allows(target('10.2.0.1'))).toBe(false)
  })

  it('allows a host on one port only when the entry names the port', () => {
    const policy = AddressPolicy.allowing(['127.0.0.1:8080', 'db.internal'])
    expect(policy.allows(target('127.0.0.1', '127.0.0.1', 8080))).toBe(true)
    expect(policy.allows(target('127.0.0.1', '127.0.0.1', 8081))).toBe(false)
    expect(policy.allows(target('10.0.0.9', 'db.internal', 5432))).toBe(true)
    expect(policy.allows(target('10.0.0.9', 'notdb.internal', 5432))).toBe(false)
  })

  it('refuses an entry that is neither host nor network', () => {
    expect(() => AddressPolicy.allowing(['http://x/y'])).toThrow(ValidationError)
  })
})
