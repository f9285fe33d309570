export { createCodeSandbox, SANDBOX_LANGUAGES } from './workflow/code/code-sandbox.js'
export type {
  CodeSandbox,
  CodeSandboxOptions,
  SandboxLanguage,
} from './workflow/code/code-sandbox.js'
export type { SandboxLimits } from './workflow/code/sandbox-limits.js'
