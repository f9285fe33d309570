export { DEFAULT_POLICIES } from './workflow/code/analysis/default-policy.js'
export { createCodeSandbox } from './workflow/code/code-sandbox.js'
export type { AnalysisOutcome, CodeSandbox } from './workflow/code/code-sandbox.js'
export type { GoToolchainOptions } from './workflow/code/go/go-toolchain.js'
export type {
  CodeNetworkOptions,
  NetworkLimits,
  NetworkRecord,
} from './workflow/code/network/code-network.js'
export type { NetworkGrant } from './workflow/code/network/network-grant.js'
export type { NetworkFailure } from './workflow/code/network/network-protocol.js'
export type { RemoteLanguage, RemoteSandboxOptions } from './workflow/code/remote/remote-options.js'
export type { CodeSandboxOptions } from './workflow/code/sandbox-options.js'
export type { SandboxLimits } from './workflow/code/sandbox-limits.js'
export type { TemplateLimits } from './workflow/template/template-protocol.js'
export { createTemplateRenderer } from './workflow/template/template-renderer.js'
export type {
  TemplateRendererOptions,
  TemplateSandbox,
} from './workflow/template/template-renderer.js'
