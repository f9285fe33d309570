import { EgressRefused } from '@weft/domain/kernel'
import { isAmongHosts, type HostPattern } from '@weft/domain/workflow'

/** What the code of a workspace may do with the network. */
export type NetworkGrant =
  | {
      readonly type: 'granted'
      /** The only hosts; absent: all the egress client reaches. */
      readonly hosts?: readonly HostPattern[]
      /** A sentence for code that asks for another host: how that one is granted. */
      readonly howToAdd?: (host: string) => string
    }
  | {
      readonly type: 'denied'
      /** A sentence for the code: who denies it, and how it is granted. */
      readonly message: string
    }

/** The address leads to a host that the workspace did not name. */
export class HostNotGranted extends EgressRefused {}

/** @throws HostNotGranted */
export function requireGrantedHost(
  { hosts, howToAdd }: Extract<NetworkGrant, { type: 'granted' }>,
  url: URL,
): void {
  const { hostname: host, protocol } = url
  const port = Number(url.port) || (protocol === 'https:' ? 443 : 80)
  if (hosts === undefined || isAmongHosts({ host, port }, hosts)) return
  const hint = howToAdd === undefined ? '' : ` ${howToAdd(host)}`
  throw new HostNotGranted(
    `${host} is not among the hosts that code of this workspace may reach.${hint}`,
  )
}
