import { TOOL_PROVIDER_TYPES, type ToolProviderType, type ToolRef } from '@weft/domain/tool'
import type { JsonObject } from '@weft/domain/kernel'
import type { NodeData } from '@weft/domain/workflow'
import { parseToolInputs, type NamedInput } from './tool-input.js'

/** What a tool node was configured to do. */
export type ToolNodeData = {
  readonly tool: ToolRef
  /** What the node fills in. */
  readonly parameters: readonly NamedInput[]
  /** What whoever built the app has set. */
  readonly configurations: readonly NamedInput[]
  /** Which tool this is, for the record. */
  readonly info: JsonObject
}

/** @throws InvalidNodeData naming the field that cannot be read. */
export function parseToolNodeData(data: NodeData): ToolNodeData {
  return {
    tool: parseToolRef(data),
    parameters: parseToolInputs(data, 'tool_parameters'),
    configurations: parseToolInputs(data, 'tool_configurations'),
    info: {
      tool_info: {
        provider_type: data.text('provider_type', 'builtin'),
        provider_id: data.text('provider_id', ''),
        plugin_unique_identifier: data.text('plugin_unique_identifier', ''),
      },
    },
  }
}

function parseToolRef(data: NodeData): ToolRef {
  const provider = data.text('provider_id', '') || data.text('provider_name', '')
  const credentialId = data.text('credential_id', '')
  return {
    providerType: parseProviderType(data),
    provider,
    tool: data.text('tool_name'),
    ...(credentialId !== '' && { credentialId }),
  }
}

function parseProviderType(data: NodeData): ToolProviderType {
  return data.word('provider_type', TOOL_PROVIDER_TYPES, 'builtin')
}
