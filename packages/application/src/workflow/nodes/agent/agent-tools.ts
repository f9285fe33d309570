import { isJsonObject, WeftError, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import {
  canBeUsedByModels,
  TOOL_PROVIDER_TYPES,
  type ToolProviderType,
  type ToolRef,
  type ToolRegistry,
} from '@weft/domain/tool'
import { readSelector, type NodeContext, type VariableReader } from '@weft/domain/workflow'
import { toAgentTool, type AgentTool } from '../../../agent/index.js'
import { AgentNodeError } from './agent-node-error.js'

export type AgentTools = {
  readonly tools: readonly AgentTool[]
  /** Tools that are not there, and why: the agent goes on without them. */
  readonly missing: readonly { readonly name: string; readonly reason: string }[]
}

/** From here on the interface of strategies knows MCP tools. */
const FIRST_VERSION_WITH_MCP = '0.0.2'

/**
 * The tools of an agent's list that are switched on and there.
 *
 * @param metaVersion of the strategy's interface: older ones are not given MCP tools.
 */
export async function findAgentTools(
  listed: readonly JsonObject[],
  registry: ToolRegistry | undefined,
  { run, variables }: Pick<NodeContext, 'run' | 'variables'>,
  metaVersion: string | undefined,
): Promise<AgentTools> {
  const tools: AgentTool[] = []
  const missing: { name: string; reason: string }[] = []
  for (const entry of listed) {
    if (entry['enabled'] === false) continue
    const ref = toToolRef(entry)
    if (ref.providerType === 'mcp' && !knowsMcp(metaVersion)) continue
    const found = await findTool(ref, entry, registry, run.tenantId, variables)
    if (found.type === 'tool') tools.push(found.tool)
    else missing.push({ name: ref.tool, reason: found.reason })
  }
  return { tools, missing }
}

type Found =
  | { readonly type: 'tool'; readonly tool: AgentTool }
  | { readonly type: 'missing'; readonly reason: string }

async function findTool(
  ref: ToolRef,
  entry: JsonObject,
  registry: ToolRegistry | undefined,
  tenantId: NodeContext['run']['tenantId'],
  variables: VariableReader,
): Promise<Found> {
  if (!registry) return { type: 'missing', reason: 'No tools are set up in this installation.' }
  const fixed = { ...settingsOf(entry), ...fixedParameters(entry, variables) }
  try {
    const tool = await registry.tool(tenantId, ref)
    if (!canBeUsedByModels(tool.description))
      return { type: 'missing', reason: 'It needs a file, which a model cannot give.' }
    const options = { provider: ref.provider, fixed, description: overrideOf(entry) }
    return { type: 'tool', tool: toAgentTool(tool, options) }
  } catch (error) {
    if (error instanceof WeftError) return { type: 'missing', reason: error.message }
    throw error
  }
}

function toToolRef(entry: JsonObject): ToolRef {
  const credentialId = textIn(entry, 'credential_id')
  return {
    providerType: providerTypeOf(entry),
    provider: textIn(entry, 'provider_name') || textIn(entry, 'provider_id'),
    tool: textIn(entry, 'tool_name'),
    ...(credentialId !== '' && { credentialId }),
  }
}

function providerTypeOf(entry: JsonObject): ToolProviderType {
  const type = entry['type'] ?? entry['provider_type']
  return TOOL_PROVIDER_TYPES.find((each) => each === type) ?? 'builtin'
}

/** What whoever built the app has set: `{name: {value}}`, or values as they are. */
function settingsOf({ settings }: JsonObject): JsonObject {
  if (!isJsonObject(settings)) return {}
  const entries = Object.entries(settings).flatMap(([name, setting]) => {
    const value =
      isJsonObject(setting) && Object.hasOwn(setting, 'value') ? setting['value'] : setting
    return isSet(value) ? [[name, value] as const] : []
  })
  return Object.fromEntries(entries)
}

/** Parameters the model has no say in. What is left empty is for the model to fill in. */
function fixedParameters({ parameters }: JsonObject, variables: VariableReader): JsonObject {
  if (!isJsonObject(parameters)) return {}
  const entries = Object.entries(parameters).flatMap(([name, parameter]) => {
    const value = fixedValue(parameter, variables)
    return isSet(value) ? [[name, value] as const] : []
  })
  return Object.fromEntries(entries)
}

function fixedValue(parameter: JsonValue, variables: VariableReader): JsonValue | undefined {
  if (!isJsonObject(parameter)) return parameter
  if ((parameter['auto'] ?? 1) !== 0) return undefined
  return resolved(parameter['value'], variables)
}

/** A value, or the `{type, value}` newer editors write around it. */
function resolved(value: JsonValue | undefined, variables: VariableReader): JsonValue | undefined {
  if (!isJsonObject(value) || !Object.hasOwn(value, 'value')) return value
  if (value['type'] !== 'variable') return value['value']
  const selector = readSelector(value['value'])
  const segment = selector && variables.get(selector)
  if (!segment)
    throw new AgentNodeError(
      'AgentVariableNotFoundError',
      `Variable ${JSON.stringify(value['value'])} does not exist`,
    )
  return segment.value
}

function isSet(value: JsonValue | undefined): value is JsonValue {
  return value !== undefined && value !== null && value !== ''
}

function overrideOf({ extra }: JsonObject): string | undefined {
  return isJsonObject(extra) ? textIn(extra, 'description') : undefined
}

function textIn(map: JsonObject, key: string): string {
  const value = map[key]
  return typeof value === 'string' ? value : ''
}

function knowsMcp(version: string | undefined): boolean {
  return version !== undefined && compareVersions(version, FIRST_VERSION_WITH_MCP) >= 0
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)]
  const difference = left
    .map((part, index) => part - (right[index] ?? 0))
    .find((each) => each !== 0)
  return difference ?? 0
}

function partsOf(version: string): readonly number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0)
}
