export { BootstrapWorkspace } from './bootstrap-workspace.js'
export type { BootstrapWorkspaceArgs } from './bootstrap-workspace.js'
export { ResolveEndUser } from './resolve-end-user.js'
export type { ResolveEndUserArgs, ResolveEndUserPorts } from './resolve-end-user.js'
