import { TenantId } from '@weft/domain/kernel'
import type { CodeSettings, CodeSettingsAction } from '@weft/domain/workflow'
import { codeCeiling } from '../composition/code-permissions.js'
import { DEFAULT_WORKSPACE } from '../composition/default-workspace.js'
import { TOKENS } from '../composition/tokens.js'
import { codeSettingsLine, codeSettingsText } from './code-settings-output.js'
import type { CommandHost } from './command-host.js'
import { UsageError } from './usage-error.js'
import { withInstallation, type StorageArgs } from './with-installation.js'

export type CodeSettingsArgs = StorageArgs & {
  /** Absent for the only one of a small installation. */
  readonly workspace?: string
  readonly json?: boolean
}

/** Shows what code of a workspace may do, and who decided it. */
export function showCodeSettings(args: CodeSettingsArgs, host: CommandHost): Promise<number> {
  return change(args, undefined, host)
}

export type CodeNetworkArgs = CodeSettingsArgs & {
  readonly host?: readonly string[]
  readonly anyHost?: boolean
}

/** Grants the network, for all or some hosts. */
export function grantCodeNetwork(args: CodeNetworkArgs, host: CommandHost): Promise<number> {
  const { host: hosts, anyHost } = args
  if (anyHost && hosts !== undefined)
    throw new UsageError('Give --host or --any-host, not both: one restricts, the other does not.')
  const named = anyHost ? 'any' : hosts
  return change(args, { type: 'grant-network', ...(named && { hosts: named }) }, host)
}

/** Takes the network away, or some hosts. */
export function revokeCodeNetwork(args: CodeNetworkArgs, host: CommandHost): Promise<number> {
  const { host: hosts } = args
  return change(args, { type: 'revoke-network', ...(hosts && { hosts }) }, host)
}

/** Leaves the network to the operator again. */
export function resetCodeNetwork(args: CodeSettingsArgs, host: CommandHost): Promise<number> {
  return change(args, { type: 'reset-network' }, host)
}

export type CodePolicyArgs = CodeSettingsArgs & {
  readonly blockImport?: readonly string[]
  readonly blockCall?: readonly string[]
  readonly unblockImport?: readonly string[]
  readonly unblockCall?: readonly string[]
  /** A severity, or `never`. */
  readonly refuseFrom?: string
  readonly reset?: boolean
}

/** Changes what code is read against; without any change, shows it. */
export function changeCodePolicy(args: CodePolicyArgs, host: CommandHost): Promise<number> {
  const { reset, ...changes } = args
  const action = policyAction(changes)
  if (!reset) return change(args, action, host)
  if (action !== undefined) throw new UsageError('--reset takes everything back: give it alone.')
  return change(args, { type: 'reset-policy' }, host)
}

function policyAction(args: CodePolicyArgs): CodeSettingsAction | undefined {
  const imports = severities(args.blockImport, args.unblockImport)
  const calls = severities(args.blockCall, args.unblockCall)
  const { refuseFrom } = args
  if (!imports && !calls && refuseFrom === undefined) return undefined
  return {
    type: 'change-policy',
    ...(imports && { imports }),
    ...(calls && { calls }),
    ...(refuseFrom === undefined ? {} : { refuseFrom: toBound(refuseFrom) }),
  }
}

/** Grave enough to be refused by most bounds somebody would set. */
const SEVERITY = 8

function severities(
  blocked: readonly string[] | undefined,
  unblocked: readonly string[] | undefined,
): Readonly<Record<string, number | null>> | undefined {
  if (blocked === undefined && unblocked === undefined) return undefined
  return Object.fromEntries([
    ...(blocked ?? []).map(splitSeverity),
    ...(unblocked ?? []).map((name) => [name, null] as const),
  ])
}

function splitSeverity(text: string): readonly [string, number] {
  const [, name = text, severity] = /^([^=]+)=(.*)$/.exec(text) ?? []
  return [name, severity === undefined ? SEVERITY : toSeverity(severity)]
}

function toBound(text: string): number | null {
  return text === 'never' ? null : toSeverity(text)
}

function toSeverity(text: string): number {
  const severity = Number(text)
  if (Number.isInteger(severity) && severity >= 1 && severity <= 10) return severity
  throw new UsageError(`${JSON.stringify(text)} is no severity. Give 1 to 10.`)
}

function change(
  args: CodeSettingsArgs,
  action: CodeSettingsAction | undefined,
  host: CommandHost,
): Promise<number> {
  const tenantId = requireWorkspace(args.workspace)
  return withInstallation(args, host, async (container) => {
    const config = container.get(TOKENS.config)
    const settings: CodeSettings =
      action === undefined
        ? await container.get(TOKENS.getCodeSettings).execute({ tenantId })
        : await container.get(TOKENS.changeCodeSettings).execute({ tenantId, action, by: BY })
    const view = {
      settings,
      ceiling: codeCeiling(config),
      privateHosts: config.sandbox.networkAllow,
      isChanged: action !== undefined,
    }
    const line = `${JSON.stringify(codeSettingsLine(view))}\n`
    host.stdout.write(args.json ? line : codeSettingsText(view))
  })
}

/** Whoever can open the database is the operator. */
const BY = 'command line'

function requireWorkspace(text: string | undefined): TenantId {
  if (text === undefined) return DEFAULT_WORKSPACE
  const id = TenantId.tryParse(text)
  if (id) return id
  throw new UsageError(`${JSON.stringify(text)} is no id of a workspace.`)
}
