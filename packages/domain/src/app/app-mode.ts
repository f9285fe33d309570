/** What kind of application an app is; decides how it answers. */
export const APP_MODES = ['completion', 'chat', 'agent-chat', 'advanced-chat', 'workflow'] as const
export type AppMode = (typeof APP_MODES)[number]

export function isAppMode(raw: unknown): raw is AppMode {
  return (APP_MODES as readonly unknown[]).includes(raw)
}

/** True for the modes whose app is a workflow graph rather than a model configuration. */
export function isWorkflowMode(mode: AppMode): boolean {
  return mode === 'workflow' || mode === 'advanced-chat'
}

/** True for the modes that hold a conversation. */
export function isChatMode(mode: AppMode): boolean {
  return mode === 'chat' || mode === 'agent-chat' || mode === 'advanced-chat'
}

/** What an app is to those who call it: each kind has operations of its own. */
export type AppKind = 'chat' | 'workflow' | 'completion'

export function kindOfMode(mode: AppMode): AppKind {
  if (isChatMode(mode)) return 'chat'
  return mode === 'workflow' ? 'workflow' : 'completion'
}
