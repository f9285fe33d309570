/** Where a tool comes from, as documents say it. */
export const TOOL_PROVIDER_TYPES = [
  'builtin',
  'plugin',
  'api',
  'workflow',
  'mcp',
  'app',
  'dataset-retrieval',
] as const
export type ToolProviderType = (typeof TOOL_PROVIDER_TYPES)[number]

/** Names a tool as a document spells it. */
export type ToolRef = {
  readonly providerType: ToolProviderType
  /** `time`, or `author/plugin/time` where the provider came as a plugin. */
  readonly provider: string
  readonly tool: string
  /** Which of the provider's credentials to use; absent for the default ones. */
  readonly credentialId?: string
}

/** `provider/tool`, for people. */
export function describeTool({ provider, tool }: ToolRef): string {
  return `${provider}/${tool}`
}

/** The provider's own name: the last part of `author/plugin/provider`, all of any other spelling. */
export function providerName(spelling: string): string {
  const parts = spelling.split('/')
  return parts.length === 3 ? (parts[2] ?? spelling) : spelling
}
