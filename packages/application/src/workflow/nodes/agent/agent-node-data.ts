import type { NodeData } from '@weft/domain/workflow'
import type { JsonObject } from '@weft/domain/kernel'
import { parseMemory, type LlmMemory } from '../llm/llm-node-data.js'
import { parseToolInputs, type NamedInput } from '../tool/tool-input.js'

/** What an agent node was configured to do. */
export type AgentNodeData = {
  readonly strategyProvider: string
  readonly strategyName: string
  readonly parameters: readonly NamedInput[]
  readonly memory: LlmMemory | undefined
  readonly reasoningFormat: 'tagged' | 'separated'
  /** Version of the strategy's interface; absent in older documents. */
  readonly metaVersion: string | undefined
  /** Which strategy this is, for the record. */
  readonly info: JsonObject
}

/** @throws InvalidNodeData naming the field that cannot be read. */
export function parseAgentNodeData(data: NodeData): AgentNodeData {
  const strategyName = data.text('agent_strategy_name', '')
  return {
    strategyProvider: data.text('agent_strategy_provider_name', ''),
    strategyName,
    parameters: parseToolInputs(data, 'agent_parameters'),
    memory: parseMemory(data.child('memory')),
    reasoningFormat: data.word('reasoning_format', ['tagged', 'separated'], 'tagged'),
    metaVersion: parseVersion(data.child('meta')),
    info: { tool_info: { icon: null, agent_strategy: strategyName } },
  }
}

function parseVersion(meta: NodeData | undefined): string | undefined {
  const version = meta?.raw('version')
  return typeof version === 'string' ? version : undefined
}
