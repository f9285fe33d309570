import type { CodePolicy } from './code-analysis.js'
import type { CodeRules, Severities } from './code-settings.js'
import type { HostPattern } from './host-pattern.js'

/** What the operator decided for every workspace. No workspace gets beyond it. */
export type CodeCeiling = {
  /** `by-grant`: where the workspace grants it; `granted`: where the workspace does not deny it; `forbidden`: nowhere. */
  readonly network: 'by-grant' | 'granted' | 'forbidden'
  /** What all code is read against; a workspace can add to it but take nothing from it. */
  readonly policy: CodePolicy | undefined
}

export type NetworkDecision =
  | {
      readonly type: 'granted'
      /** The only hosts; undefined: every public one. */
      readonly hosts: readonly HostPattern[] | undefined
    }
  /** Nobody granted it, the workspace took it back, or the operator forbids it to everybody. */
  | { readonly type: 'denied'; readonly by: 'nobody' | 'workspace' | 'operator' }

/** Whether code may use the network. */
export function decideNetwork(ceiling: CodeCeiling['network'], rules: CodeRules): NetworkDecision {
  if (ceiling === 'forbidden') return { type: 'denied', by: 'operator' }
  if (rules.network === 'denied') return { type: 'denied', by: 'workspace' }
  if (rules.network === undefined && ceiling === 'by-grant') return { type: 'denied', by: 'nobody' }
  return { type: 'granted', hosts: rules.allowedHosts }
}

/**
 * What code is read against: the operator's policy made stricter by what the workspace adds, or, where the operator has none,
 * the built-in one with what the workspace thinks of each name.
 */
export function decidePolicy(
  ceiling: CodeCeiling['policy'],
  rules: CodeRules,
  builtIn: CodePolicy,
): CodePolicy {
  const base = ceiling ?? builtIn
  const combine = ceiling === undefined ? overlay : gravest
  const refuseFrom = least(ceiling?.refuseFrom, rules.refuseFrom)
  return {
    imports: combine(base.imports, rules.blockedImports),
    calls: combine(base.calls, rules.blockedCalls),
    attributes: base.attributes,
    ...(refuseFrom === undefined ? {} : { refuseFrom }),
  }
}

function overlay(base: Severities, own: Severities): Severities {
  return { ...base, ...own }
}

function gravest(base: Severities, own: Severities): Severities {
  const raised = Object.entries(own).map(([name, severity]) => {
    const known = Object.hasOwn(base, name) ? (base[name] ?? 0) : 0
    return [name, Math.max(severity, known)] as const
  })
  return { ...base, ...Object.fromEntries(raised) }
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  const known = [a, b].filter((one) => one !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}
