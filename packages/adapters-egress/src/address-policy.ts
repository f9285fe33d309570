import ipaddr from 'ipaddr.js'
import { ValidationError } from '@weft/domain/kernel'

/** What an operator may allow: a host (`db.internal`), a host and port (`127.0.0.1:11434`), or a network (`10.0.0.0/8`). */
export type AllowEntry = string

type Rule = (target: Target) => boolean

type Target = {
  /** As the URL names it, lower case, without brackets or a final dot. */
  readonly host: string
  readonly port: number
  readonly address: string
}

/**
 * Says which addresses may be connected to: public unicast ones, and what the operator allowed. Everything else is
 * refused: private, loopback, link-local, carrier-grade NAT, multicast, reserved, and every form in which IPv6 carries such an
 * IPv4 address.
 */
export class AddressPolicy {
  private constructor(private readonly rules: readonly Rule[]) {}

  /** @throws ValidationError naming the entry that is neither a host nor a network. */
  static allowing(entries: readonly AllowEntry[]): AddressPolicy {
    return new AddressPolicy(entries.map(parseEntry))
  }

  allows(target: Target): boolean {
    return isPublic(target.address) || this.rules.some((rule) => rule(target))
  }
}

function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  // `process` turns an IPv4-mapped IPv6 address into the IPv4 address it stands for.
  const parsed = ipaddr.process(address)
  if (parsed.range() !== 'unicast') return false
  return parsed.kind() === 'ipv4' || !carriesIpv4(parsed)
}

/** NAT64, 6to4 and Teredo addresses lead to an IPv4 address that has not been looked at; ipaddr.js gives them ranges of their own. */
function carriesIpv4(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return ['rfc6052', 'rfc6145', '6to4', 'teredo', 'ipv4Mapped'].includes(address.range())
}

function parseEntry(entry: string): Rule {
  if (ipaddr.isValidCIDR(entry)) {
    const [network, prefix] = ipaddr.parseCIDR(entry)
    return ({ address }) => {
      const parsed = ipaddr.process(address)
      return parsed.kind() === network.kind() && parsed.match(network, prefix)
    }
  }
  const match = /^(\[[0-9a-f:.]+\]|[^:/\s]+)(?::(\d{1,5}))?$/i.exec(entry)
  if (!match?.[1])
    throw new ValidationError(
      `${JSON.stringify(entry)} is neither a host, nor host:port, nor a network such as 10.0.0.0/8.`,
    )
  const host = normaliseHost(match[1])
  const port = match[2] === undefined ? undefined : Number(match[2])
  return (target) => target.host === host && (port === undefined || port === target.port)
}

/** One spelling for one host: lower case, without the brackets of an IPv6 address and without a final dot. */
export function normaliseHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
}
