import { assertNever, RuleViolation } from '../../kernel/index.js'
import type {
  ChangeNote,
  CodeRules,
  CodeRulesChange,
  CodeSettings,
  Severities,
} from './code-settings.js'
import { HostPattern } from './host-pattern.js'

/** What somebody wants to change about the code of a workspace. */
export type CodeSettingsAction =
  /** `hosts` are added to those code is restricted to; `any` ends the restriction; absent, it stays as it was. */
  | { readonly type: 'grant-network'; readonly hosts?: readonly string[] | 'any' }
  /** With hosts, takes these away, and with the last one the network; without, takes the network away. */
  | { readonly type: 'revoke-network'; readonly hosts?: readonly string[] }
  /** The network is as the operator decided, for every public host. */
  | { readonly type: 'reset-network' }
  /** `null` takes a name or the bound back; what is absent stays. */
  | {
      readonly type: 'change-policy'
      readonly imports?: Readonly<Record<string, number | null>>
      readonly calls?: Readonly<Record<string, number | null>>
      readonly refuseFrom?: number | null
    }
  | { readonly type: 'reset-policy' }

/**
 * The settings after the action, with the event that tells of it.
 *
 * @throws ValidationError when a host, a name or a severity makes no sense.
 * @throws RuleViolation when a host is taken away that was not on the list.
 */
export function changeCodeSettings(
  settings: CodeSettings,
  action: CodeSettingsAction,
  note: ChangeNote,
): CodeSettings {
  return settings.with(changeOf(settings.rules, action), note)
}

function changeOf(rules: CodeRules, action: CodeSettingsAction): CodeRulesChange {
  switch (action.type) {
    case 'grant-network':
      return { network: 'granted', ...hostsAfter(rules, action.hosts) }
    case 'revoke-network':
      return action.hosts === undefined
        ? { network: 'denied' }
        : withoutHosts(rules.allowedHosts, action.hosts)
    case 'reset-network':
      return { network: undefined, allowedHosts: undefined }
    case 'change-policy':
      return {
        blockedImports: merge(rules.blockedImports, action.imports),
        blockedCalls: merge(rules.blockedCalls, action.calls),
        ...(action.refuseFrom === undefined ? {} : { refuseFrom: action.refuseFrom ?? undefined }),
      }
    case 'reset-policy':
      return { blockedImports: {}, blockedCalls: {}, refuseFrom: undefined }
    default:
      return assertNever(action)
  }
}

function hostsAfter(
  { allowedHosts }: CodeRules,
  hosts: readonly string[] | 'any' | undefined,
): CodeRulesChange {
  if (hosts === undefined) return {}
  if (hosts === 'any') return { allowedHosts: undefined }
  const named = hosts.map((host) => HostPattern.parse(host))
  return { allowedHosts: [...(allowedHosts ?? []), ...named] }
}

function withoutHosts(known: CodeRules['allowedHosts'], hosts: readonly string[]): CodeRulesChange {
  const gone = new Set(hosts.map((host) => HostPattern.parse(host)))
  for (const host of gone)
    if (!known?.includes(host))
      throw new RuleViolation(
        known === undefined
          ? 'Code is not restricted to single hosts: name those it may reach, or revoke the network as a whole.'
          : `${host} is not among the hosts that code may reach.`,
      )
  const left = (known ?? []).filter((host) => !gone.has(host))
  return left.length === 0 ? { network: 'denied', allowedHosts: undefined } : { allowedHosts: left }
}

function merge(
  known: Severities,
  change: Readonly<Record<string, number | null>> | undefined,
): Severities {
  const merged = Object.entries({ ...known, ...change }).flatMap(([name, severity]) =>
    severity === null ? [] : [[name, severity] as const],
  )
  return Object.fromEntries(merged)
}
