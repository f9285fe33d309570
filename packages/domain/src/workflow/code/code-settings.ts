import {
  AggregateRoot,
  ValidationError,
  type DomainEvent,
  type TenantId,
} from '../../kernel/index.js'
import { HostPattern } from './host-pattern.js'

/** Names of modules or functions, each with how grave its use is, from 1 to 10. */
export type Severities = { readonly [name: string]: number }

/** What a workspace decided about its code. Limits, processes and services are the operator's and no part of it. */
export type CodeRules = {
  /** Whether code may use the network; undefined: as the operator decided. */
  readonly network: 'granted' | 'denied' | undefined
  /** The only hosts that code may reach; undefined: every public one. */
  readonly allowedHosts: readonly HostPattern[] | undefined
  readonly blockedImports: Severities
  readonly blockedCalls: Severities
  /** Code in which something of this severity or more is found is not run; undefined: as the operator decided. */
  readonly refuseFrom: number | undefined
}

/** What is absent stays as it is. */
export type CodeRulesChange = { readonly [Key in keyof CodeRules]?: CodeRules[Key] }

export type CodeSettingsProperties = CodeRules & {
  readonly tenantId: TenantId
  readonly version: number
}

/** Who changes something, and when. */
export type ChangeNote = { readonly at: Date; readonly by: string }

const NETWORK: ReadonlySet<unknown> = new Set<CodeRules['network']>([
  undefined,
  'granted',
  'denied',
])
const MAX_HOSTS = 200
const MAX_NAMES = 500
const NAME = /^[^\s\p{Cc}]{1,200}$/u

/** The rules of one workspace for its code. A workspace that decided nothing has the `initial` ones. */
export class CodeSettings extends AggregateRoot<TenantId> {
  private constructor(readonly properties: CodeSettingsProperties) {
    super(properties.tenantId, properties.version)
  }

  static initial(tenantId: TenantId): CodeSettings {
    return new CodeSettings({ ...INITIAL, tenantId, version: 0 })
  }

  /** Rebuilds what is stored. Raises no event. @throws ValidationError when it could not have been stored. */
  static restore({ tenantId, version, ...rules }: CodeSettingsProperties): CodeSettings {
    return new CodeSettings({ ...checked(rules), tenantId, version })
  }

  get rules(): CodeRules {
    return checked(this.properties)
  }

  /** @throws ValidationError when a value makes no sense, or the change speaks of anything but the rules. */
  with(change: CodeRulesChange, note: ChangeNote): CodeSettings {
    const stranger = Object.keys(change).find((name) => !Object.hasOwn(INITIAL, name))
    if (stranger !== undefined)
      throw new ValidationError(
        `${JSON.stringify(stranger.slice(0, 100))} is nothing a workspace can decide about its code.`,
      )
    const rules = checked({ ...this.rules, ...change })
    const next = new CodeSettings({ ...this.properties, ...rules }).carryEventsFrom(this)
    next.record(changeOf(this.id, rules, note))
    return next
  }
}

const INITIAL: CodeRules = {
  network: undefined,
  allowedHosts: undefined,
  blockedImports: {},
  blockedCalls: {},
  refuseFrom: undefined,
}

/** The rules and nothing else, in one order. */
function checked(rules: CodeRules): CodeRules {
  const { network, refuseFrom } = rules
  if (!NETWORK.has(network)) throw new ValidationError('The network is granted or denied.')
  if (refuseFrom !== undefined) requireSeverity(refuseFrom)
  return {
    network,
    allowedHosts: checkedHosts(rules.allowedHosts),
    blockedImports: checkedNames(rules.blockedImports),
    blockedCalls: checkedNames(rules.blockedCalls),
    refuseFrom,
  }
}

/** An empty list would read as "no host" to one and as "no restriction" to another. */
function checkedHosts(hosts: CodeRules['allowedHosts']): CodeRules['allowedHosts'] {
  if (hosts === undefined) return undefined
  if (hosts.length === 0 || hosts.length > MAX_HOSTS)
    throw new ValidationError(`Code may be restricted to 1 to ${MAX_HOSTS} hosts.`)
  return [...new Set(hosts.map((host) => HostPattern.parse(host)))].sort()
}

function checkedNames(names: Severities): Severities {
  const entries = Object.entries(names)
  if (entries.length > MAX_NAMES)
    throw new ValidationError(`At most ${MAX_NAMES} names can be blocked.`)
  for (const [name, severity] of entries) {
    if (!NAME.test(name))
      throw new ValidationError(`${JSON.stringify(name.slice(0, 100))} is no name that code uses.`)
    requireSeverity(severity)
  }
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function requireSeverity(severity: number): void {
  if (!Number.isInteger(severity) || severity < 1 || severity > 10)
    throw new ValidationError('A severity is a whole number from 1 to 10.')
}

/** What the rules are from now on, as text: the record of who let code do what. */
function changeOf(tenantId: TenantId, rules: CodeRules, { at, by }: ChangeNote): DomainEvent {
  return {
    type: 'CodeSettingsChanged',
    schemaVersion: 1,
    aggregateId: tenantId,
    at,
    data: {
      by,
      network: rules.network ?? null,
      allowedHosts: rules.allowedHosts?.join(' ') ?? null,
      blockedImports: describe(rules.blockedImports),
      blockedCalls: describe(rules.blockedCalls),
      refuseFrom: rules.refuseFrom ?? null,
    },
  }
}

function describe(severities: Severities): string {
  return Object.entries(severities)
    .map(([name, severity]) => `${name}=${severity}`)
    .join(' ')
}
