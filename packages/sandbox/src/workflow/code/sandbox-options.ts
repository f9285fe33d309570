import type { TenantId } from '@weft/domain/kernel'
import type { CodeLanguage, CodePolicy } from '@weft/domain/workflow'

import type { GoToolchainOptions } from './go/go-toolchain.js'
import type { CodeNetworkOptions } from './network/code-network.js'
import type { RemoteSandboxOptions } from './remote/remote-options.js'
import type { SandboxLimits } from './sandbox-limits.js'

/** What whoever runs the server decides. None of it can be reached by a request. */
export type CodeSandboxOptions = Partial<SandboxLimits> & {
  /** Languages to offer. Default: all that can be run, Go only with a toolchain. */
  readonly languages?: readonly CodeLanguage[]
  /** Python runs of one workspace at the same time. Default: one for each processor, between 2 and 4. */
  readonly pythonWorkers?: number
  /** The same for JavaScript and TypeScript together. */
  readonly javascriptWorkers?: number
  /** The same for Go. */
  readonly goWorkers?: number
  /** Interpreters of each kind kept besides, so that one workspace cannot hold all. Default 1; 0 where there is only one workspace. */
  readonly reservedWorkers?: number
  /** Runs of a kind of interpreter that may wait. Default 256. */
  readonly maxQueued?: number
  /** Of these, how many one workspace may hold. Default 64. */
  readonly maxQueuedPerTenant?: number
  /** The network, for workspaces it is granted to. Default: none. */
  readonly network?: CodeNetworkOptions
  /** What the code of a workspace is read against; undefined for the default, which refuses nothing. */
  readonly policyOf?: (
    tenantId: TenantId,
    language: CodeLanguage,
  ) => CodePolicy | undefined | Promise<CodePolicy | undefined>
  /** The Go toolchain of the machine. Compiling starts processes: default none. */
  readonly go?: GoToolchainOptions
  /** A dify-sandbox service that runs some languages in place of the interpreters here. */
  readonly remote?: RemoteSandboxOptions
}
