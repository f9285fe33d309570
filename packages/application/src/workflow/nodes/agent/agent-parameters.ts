import { DEFAULT_ITERATIONS } from '@weft/domain/agent'
import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import type { ModelRef } from '@weft/domain/model'
import { pythonJson, pythonString, type VariableReader } from '@weft/domain/workflow'
import { resolveInput, type NamedInput } from '../tool/tool-input.js'
import { AgentNodeError } from './agent-node-error.js'

/** What the strategy of an agent is given. */
export type AgentParameters = {
  readonly model: ModelRef
  readonly completionParameters: JsonObject
  readonly stop: readonly string[]
  readonly instruction: string
  readonly query: string
  readonly maxIterations: number
  /** As the document lists them, their texts filled in. */
  readonly tools: readonly JsonObject[]
}

/** Parameters the strategies here know; others count as not given. */
const DECLARED: ReadonlySet<string> = new Set([
  'model',
  'tools',
  'instruction',
  'query',
  'maximum_iterations',
])

/** Parameters with which other strategies are told to do what these cannot. */
const NEEDED_ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['mcp_server', 'MCP servers named in an agent node'],
  ['mcp_servers_config', 'MCP servers named in an agent node'],
])

export type ResolvedParameters = { readonly values: JsonObject; readonly record: JsonObject }

/** @throws AgentNodeError when a variable is missing. */
export function resolveAgentParameters(
  parameters: readonly NamedInput[],
  variables: VariableReader,
): ResolvedParameters {
  const values: [string, JsonValue][] = []
  const record: [string, JsonValue][] = []
  for (const { name, input } of parameters) {
    const resolved = resolveInput(input, variables)
    if (resolved.type === 'missing')
      throw new AgentNodeError('AgentVariableNotFoundError', resolved.problem)
    refuseForeign(name, resolved.value)
    const isKnown = DECLARED.has(name)
    if (isKnown) values.push([name, resolved.value])
    record.push([name, isKnown ? recorded(name, resolved.record) : null])
  }
  return { values: Object.fromEntries(values), record: Object.fromEntries(record) }
}

function refuseForeign(name: string, value: JsonValue): void {
  const feature = NEEDED_ELSEWHERE.get(name)
  if (feature !== undefined && value !== null && value !== '')
    throw new AgentNodeError(
      'AgentInvocationError',
      `Failed to invoke agent: ${feature} are not available here. Add their tools to the agent's list of tools instead.`,
    )
}

/** @throws AgentNodeError when no model is chosen. */
export function readAgentParameters(values: JsonObject): AgentParameters {
  const model = values['model']
  if (!isJsonObject(model))
    throw new AgentNodeError(
      'AgentInvocationError',
      'Failed to invoke agent: the parameter model must say which model to use.',
    )
  const { stop, ...completionParameters } = mapOf(model['completion_params'])
  return {
    model: { provider: textOf(model['provider']), name: textOf(model['model'] ?? model['name']) },
    completionParameters: withoutNulls(completionParameters),
    stop: listOf(stop).filter((word) => typeof word === 'string'),
    instruction: textOf(values['instruction']),
    query: textOf(values['query']),
    maxIterations: toIterations(values['maximum_iterations']),
    tools: listOf(values['tools']).filter(isJsonObject),
  }
}

function toIterations(value: JsonValue | undefined): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : DEFAULT_ITERATIONS
}

/** Schemas of tools are long and say nothing about the run. */
function recorded(name: string, value: JsonValue): JsonValue {
  if (name !== 'tools') return value
  return listOf(value).map((tool) => {
    if (!isJsonObject(tool)) return tool
    const { schemas: _, ...rest } = tool
    return rest
  })
}

function textOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return ''
  return isJsonObject(value) ? pythonJson(value) : pythonString(value)
}

function mapOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

function listOf(value: JsonValue | undefined): JsonArray {
  return Array.isArray(value) ? (value as JsonArray) : []
}

function withoutNulls(map: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== null))
}
