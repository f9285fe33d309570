import { decideNetwork, type CodeCeiling, type CodeSettings } from '@weft/domain/workflow'
import pc from 'picocolors'

export type CodeSettingsView = {
  readonly settings: CodeSettings
  readonly ceiling: CodeCeiling
  /** Hosts that are not public and that the operator opened for code. */
  readonly privateHosts: readonly string[]
  readonly isChanged: boolean
}

/** The settings for programs. */
export function codeSettingsLine({ settings, ceiling, privateHosts }: CodeSettingsView): object {
  const { rules } = settings
  const decision = decideNetwork(ceiling.network, rules)
  return {
    workspace: settings.id,
    network: decision.type,
    decided: {
      network: rules.network ?? null,
      allowed_hosts: rules.allowedHosts ?? null,
      blocked_imports: rules.blockedImports,
      blocked_calls: rules.blockedCalls,
      refuse_from: rules.refuseFrom ?? null,
    },
    operator: {
      network: ceiling.network,
      private_hosts: privateHosts,
      policy: ceiling.policy ?? null,
    },
  }
}

/** The settings for people. */
export function codeSettingsText(view: CodeSettingsView): string {
  const { settings, ceiling, privateHosts, isChanged } = view
  const { rules } = settings
  const rows = [
    ['workspace', settings.id],
    ['network', describeNetwork(view)],
    ['hosts', rules.allowedHosts?.join(', ') ?? 'every public one'],
    ...(privateHosts.length === 0 ? [] : [['private hosts', privateHosts.join(', ')]]),
    ['blocked imports', describeNames(rules.blockedImports)],
    ['blocked calls', describeNames(rules.blockedCalls)],
    ['refused', describeBound(view)],
    ...(ceiling.policy === undefined
      ? []
      : [['', pc.dim('The operator has a policy too; it holds wherever it is stricter.')]]),
  ]
  const lines = rows.map(([name = '', text = '']) => `${name.padEnd(16)} ${text}\n`)
  return [...lines, ...(isChanged ? [pc.dim(FOLLOWS)] : [])].join('')
}

const FOLLOWS =
  'Runs that begin from now on follow; in processes already running, within 10 seconds.\n'

function describeNetwork({ settings, ceiling }: CodeSettingsView): string {
  const decision = decideNetwork(ceiling.network, settings.rules)
  if (decision.type === 'granted')
    return settings.rules.network === 'granted' ? 'granted' : 'granted by the operator'
  switch (decision.by) {
    case 'operator':
      return `denied: the operator forbids it to everybody (sandbox.network)${
        settings.rules.network === 'granted' ? ', so the grant has no effect' : ''
      }`
    case 'workspace':
      return 'denied: revoked'
    case 'nobody':
      return 'denied: nobody granted it'
  }
}

function describeNames(names: Readonly<Record<string, number>>): string {
  const all = Object.entries(names).map(([name, severity]) => `${name} (${severity})`)
  return all.length === 0 ? 'none of its own' : all.join(', ')
}

function describeBound({ settings, ceiling }: CodeSettingsView): string {
  const bounds = [settings.rules.refuseFrom, ceiling.policy?.refuseFrom].filter(
    (bound) => bound !== undefined,
  )
  return bounds.length === 0
    ? 'nothing; what is found is only reported'
    : `from severity ${Math.min(...bounds)} on`
}
