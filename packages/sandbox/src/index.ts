export { createCodeSandbox, SANDBOX_LANGUAGES } from './workflow/code/code-sandbox.js'
export type {
  CodeSandbox,
  CodeSandboxOptions,
  SandboxLanguage,
} from './workflow/code/code-sandbox.js'
export type { SandboxLimits } from './workflow/code/sandbox-limits.js'
export type { TemplateLimits } from './workflow/template/template-protocol.js'
export { createTemplateRenderer } from './workflow/template/template-renderer.js'
export type {
  TemplateRendererOptions,
  TemplateSandbox,
} from './workflow/template/template-renderer.js'
