import { ValidationError, type Brand } from '../../kernel/index.js'

/** A host (`api.example.org`), everything below one (`*.example.org`), either with a port (`api.example.org:8443`). */
export type HostPattern = Brand<string, 'HostPattern'>

/** Where a request goes: the host as the URL spells it, and the port, the scheme's own one included. */
export type HostAndPort = { readonly host: string; readonly port: number }

const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?'
const NAME = new RegExp(`^(?:\\*\\.)?${LABEL}(?:\\.${LABEL})*$`)
const IPV6 = /^\[[0-9a-f:.]{2,45}\]$/
const MAX_LENGTH = 253

export const HostPattern = {
  /**
   * Takes upper case for lower case. Names in other letters are given as URLs spell them: `xn--…`.
   *
   * @throws ValidationError when `raw` is no host, or everything below a whole top-level domain.
   */
  parse(raw: string): HostPattern {
    const text = raw.trim().toLowerCase()
    const { host, port } = split(text)
    const isHost = host.length <= MAX_LENGTH && (NAME.test(host) || IPV6.test(host))
    const isPort = port === undefined || (port >= 1 && port <= 65_535)
    const isTooWide = host.startsWith('*.') && !host.slice(2).includes('.')
    if (isHost && isPort && !isTooWide) return text as HostPattern
    throw new ValidationError(
      `${JSON.stringify(raw.slice(0, 200))} is no host: name it as api.example.org, *.example.org or api.example.org:8443.`,
    )
  },
}

/** Whether a request goes to one of the hosts. */
export function isAmongHosts({ host, port }: HostAndPort, hosts: readonly HostPattern[]): boolean {
  const name = host.toLowerCase().replace(/\.$/, '')
  return hosts.some((pattern) => {
    const named = split(pattern)
    const isNamed = named.host.startsWith('*.')
      ? name.endsWith(named.host.slice(1)) && name.length >= named.host.length
      : name === named.host
    return isNamed && (named.port === undefined || named.port === port)
  })
}

function split(text: string): { readonly host: string; readonly port: number | undefined } {
  const [, host = text, port] = /^(.*?)(?::(\d{1,5}))?$/.exec(text) ?? []
  return { host, port: port === undefined ? undefined : Number(port) }
}
