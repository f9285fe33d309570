import { lookup as systemLookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { EgressRefused } from '@weft/domain/kernel'
import { buildConnector } from 'undici'
import { normaliseHost, type AddressPolicy } from './address-policy.js'

/** Finds the addresses of a host name. The system's resolver, unless a test brings its own. */
export type Resolve = (host: string) => Promise<readonly string[]>

export const resolveBySystem: Resolve = async (host) =>
  (await systemLookup(host, { all: true, verbatim: true })).map(({ address }) => address)

export type AddressGuard = {
  readonly policy: AddressPolicy
  readonly resolve: Resolve
  /** The setting that would allow an address, for those who are refused. */
  readonly allowSetting: string
}

/**
 * Connects to an address only after the policy has seen that very address: the name is resolved once, the result is checked, and
 * the socket is opened to it and not to the name. A name that answers differently the next time changes nothing.
 */
export function guardedConnector(
  guard: AddressGuard,
  options: { readonly connectTimeoutMs: number; readonly verifyTls: boolean },
): buildConnector.connector {
  const connect = buildConnector({
    timeout: options.connectTimeoutMs,
    rejectUnauthorized: options.verifyTls,
  })
  return (target, callback) => {
    chooseAddress(guard, target).then(
      (address) => {
        const servername = target.servername ?? nameForTls(target.hostname)
        connect({ ...target, hostname: address, ...(servername ? { servername } : {}) }, callback)
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : new Error(String(error)), null)
      },
    )
  }
}

async function chooseAddress(
  { policy, resolve, allowSetting }: AddressGuard,
  target: buildConnector.Options,
): Promise<string> {
  const host = normaliseHost(target.hostname)
  const port = Number(target.port) || (target.protocol === 'https:' ? 443 : 80)
  const addresses = isIP(host) === 0 ? await resolve(host) : [host]
  const address = addresses.find((candidate) => policy.allows({ host, port, address: candidate }))
  if (address === undefined)
    throw new EgressRefused(
      `${host} is not a public address. The operator can allow it in the configuration (${allowSetting}).`,
      { details: { host } },
    )
  return address
}

function nameForTls(hostname: string): string | undefined {
  return isIP(normaliseHost(hostname)) === 0 ? hostname : undefined
}
