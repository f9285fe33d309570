import type { TenantId } from '@weft/domain/kernel'
import type { CodeLanguage, CodePolicy } from '@weft/domain/workflow'

import { DEFAULT_POLICIES } from './analysis/default-policy.js'
import type { NetworkGrant } from './network/network-grant.js'
import type { CodeSandboxOptions } from './sandbox-options.js'

/** What holds for one run. */
export type RunRules = {
  /** What the code is read against; undefined where it is not read. */
  readonly policy: CodePolicy | undefined
  /** Undefined where no program gets the network. */
  readonly grant: NetworkGrant | undefined
}

type Asked = { readonly tenantId: TenantId; readonly language: string }

/** Asks those who opened the sandbox what the code of a workspace may do. */
export class RuleLookup {
  constructor(
    private readonly options: Pick<CodeSandboxOptions, 'policyOf' | 'network'>,
    /** Languages that can be read. */
    private readonly readable: ReadonlySet<string>,
  ) {}

  /**
   * Answers at once where nobody has to be asked. Undefined when what holds cannot be found out.
   *
   * @param isReported whether somebody wants to know what reading the code finds.
   */
  find(asked: Asked, isReported: boolean): RunRules | Promise<RunRules | undefined> {
    const { policyOf, network } = this.options
    if (policyOf === undefined && network === undefined) {
      return { policy: this.toBeRead(asked, builtIn(asked), isReported), grant: undefined }
    }
    return this.ask(asked, isReported).catch(() => undefined)
  }

  async policyOf(asked: Asked): Promise<CodePolicy> {
    const own = await this.options.policyOf?.(asked.tenantId, asked.language as CodeLanguage)
    return own ?? builtIn(asked)
  }

  private async ask(asked: Asked, isReported: boolean): Promise<RunRules> {
    const policy = this.toBeRead(asked, await this.policyOf(asked), isReported)
    return { policy, grant: await this.options.network?.grantOf(asked.tenantId) }
  }

  /** Code is read when somebody wants to know, or when the policy may refuse it. */
  private toBeRead(
    { language }: Asked,
    policy: CodePolicy,
    isReported: boolean,
  ): CodePolicy | undefined {
    const isRead = isReported || policy.refuseFrom !== undefined
    return isRead && this.readable.has(language) ? policy : undefined
  }
}

function builtIn({ language }: Asked): CodePolicy {
  return DEFAULT_POLICIES[language === 'python3' ? 'python' : 'javascript']
}
