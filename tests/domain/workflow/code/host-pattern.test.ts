import { ValidationError } from '@weft/domain/kernel'
import { HostPattern, isAmongHosts } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'

const isAllowed = (address: string, ...hosts: string[]) => {
  const { hostname, port, protocol } = new URL(address)
  const at = { host: hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) }
  return isAmongHosts(
    at,
    hosts.map((host) => HostPattern.parse(host)),
  )
}

describe('HostPattern', () => {
  it.each([
    ['API.Example.ORG ', 'api.example.org'],
    ['*.example.org', '*.example.org'],
    ['localhost:8080', 'localhost:8080'],
    ['[::1]:80', '[::1]:80'],
    ['xn--mnchen-3ya.de', 'xn--mnchen-3ya.de'],
  ])('takes %s', (raw, host) => {
    expect(HostPattern.parse(raw)).toBe(host)
  })

  it.each([
    '',
    '*',
    '*.',
    '*.org',
    'a.*.org',
    '*a.example.org',
    'https://example.org',
    'example.org/path',
    'user@example.org',
    'example.org:0',
    'example.org:70000',
    'example..org',
    '-example.org',
    'exa mple.org',
    'example.org\n',
    'a'.repeat(254),
  ])('refuses %j', (raw) => {
    if (raw.trim() !== raw) expect(HostPattern.parse(raw)).toBe(raw.trim())
    else expect(() => HostPattern.parse(raw)).toThrow(ValidationError)
  })
})

describe('isAmongHosts', () => {
  it.each([
    ['https://example.org/', 'example.org'],
    ['https://EXAMPLE.org./', 'example.org'],
    ['https://a.b.example.org/', '*.example.org'],
    ['http://example.org:8443/', 'example.org:8443'],
    ['https://example.org/', 'example.org:443'],
    ['http://[::1]/', '[::1]'],
  ])('%s is %s', (address, host) => {
    expect(isAllowed(address, 'other.net', host)).toBe(true)
  })

  it.each([
    ['https://example.org.evil.net/', 'example.org'],
    ['https://evilexample.org/', 'example.org'],
    ['https://evilexample.org/', '*.example.org'],
    ['https://example.org/', '*.example.org'],
    ['https://example.org@evil.net/', 'example.org'],
    ['http://example.org/', 'example.org:443'],
    ['https://example.org:8443/', 'example.org:443'],
    ['http://2130706433/', '2130706433.example'],
  ])('T-D8: %s is not %s', (address, host) => {
    expect(isAllowed(address, host)).toBe(false)
  })

  it('is nothing among no hosts', () => {
    expect(isAllowed('https://example.org/')).toBe(false)
  })
})
