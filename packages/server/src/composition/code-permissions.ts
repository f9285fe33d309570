import type { CodeRulesSource } from '@weft/application/workflow'
import type { TenantId } from '@weft/domain/kernel'
import {
  decideNetwork,
  decidePolicy,
  type CodeCeiling,
  type CodeLanguage,
  type CodePolicy,
  type NetworkDecision,
} from '@weft/domain/workflow'
import { DEFAULT_POLICIES, type NetworkGrant } from '@weft/sandbox'
import type { Config } from '../config/config.js'
import { DEFAULT_WORKSPACE } from './default-workspace.js'

/** What the code of each workspace may do: the operator's configuration, and within it what the workspace decided. */
export class CodePermissions {
  private readonly ceiling: CodeCeiling
  private readonly help: GrantHelp

  constructor(
    config: Config,
    private readonly rules: CodeRulesSource,
  ) {
    this.ceiling = codeCeiling(config)
    this.help = new GrantHelp(rules.hasWorkspaces)
  }

  async grantOf(tenantId: TenantId): Promise<NetworkGrant> {
    const { network } = this.ceiling
    // What is forbidden to everybody needs no question.
    if (network === 'forbidden')
      return { type: 'denied', message: this.help.whyDenied('operator', tenantId) }
    const decision = decideNetwork(network, await this.rules.rulesOf(tenantId))
    if (decision.type === 'denied')
      return { type: 'denied', message: this.help.whyDenied(decision.by, tenantId) }
    const { hosts } = decision
    if (hosts === undefined) return { type: 'granted' }
    return { type: 'granted', hosts, howToAdd: (host) => this.help.howToAdd(host, tenantId) }
  }

  async policyOf(tenantId: TenantId, language: CodeLanguage): Promise<CodePolicy> {
    const builtIn = DEFAULT_POLICIES[language === 'python3' ? 'python' : 'javascript']
    return decidePolicy(this.ceiling.policy, await this.rules.rulesOf(tenantId), builtIn)
  }
}

/** What the operator decided for every workspace. */
export function codeCeiling({ sandbox }: Config): CodeCeiling {
  const { network, policy } = sandbox
  if (policy === undefined) return { network, policy: undefined }
  const { refuseFrom, ...rest } = policy
  return { network, policy: { ...rest, ...(refuseFrom === undefined ? {} : { refuseFrom }) } }
}

/** The real command, where there is a workspace it could be for. */
class GrantHelp {
  constructor(private readonly hasWorkspaces: boolean) {}

  whyDenied(by: Extract<NetworkDecision, { type: 'denied' }>['by'], tenantId: TenantId): string {
    switch (by) {
      case 'operator':
        return (
          'Code may not use the network: the operator forbids it to every workspace, by sandbox.network in the ' +
          'configuration (WEFT_SANDBOX_NETWORK).'
        )
      case 'workspace':
        return `Code of this workspace may not use the network: it was revoked. ${this.howToGrant(tenantId)}`
      case 'nobody':
        return `Code may not use the network: nobody granted it. ${this.howToGrant(tenantId)}`
    }
  }

  howToAdd(host: string, tenantId: TenantId): string {
    return `To add it: weft sandbox network grant --host ${host}${workspaceOption(tenantId)}`
  }

  private howToGrant(tenantId: TenantId): string {
    return this.hasWorkspaces
      ? `To grant it: weft sandbox network grant${workspaceOption(tenantId)}`
      : 'Here, where no workspace is stored, set WEFT_SANDBOX_NETWORK=true, or sandbox.network: granted in weft.yaml.'
  }
}

/** The command line means the only workspace of a small installation unless told otherwise. */
function workspaceOption(tenantId: TenantId): string {
  return tenantId === DEFAULT_WORKSPACE ? '' : ` --workspace ${tenantId}`
}
