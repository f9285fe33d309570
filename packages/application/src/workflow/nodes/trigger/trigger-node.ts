import {
  NodeData,
  type BoundNode,
  type NodeContext,
  type NodeDefinition,
  type NodeKind,
  type NodeOutcome,
  type Segment,
} from '@weft/domain/workflow'
import type { JsonObject } from '@weft/domain/kernel'
import { segmentOutputs } from '../shared/segment-outputs.js'
import { systemVariables } from '../start/start-node.js'
import { parseWebhook } from './webhook-definition.js'

type Trigger = {
  /** Names the node is known to be given values under. */
  readonly names: readonly string[]
  readonly metadata: JsonObject | undefined
}

/**
 * Where a run enters that something else than a user began. What it was begun with is in the pool under the node's id; the
 * outputs are what of it is declared, and the system variables as `sys.<name>`.
 */
export class TriggerNodeKind implements NodeKind {
  readonly versions = ['1']
  readonly executionClass = 'root'
  readonly isRetryable = false

  constructor(readonly type: 'trigger-webhook' | 'trigger-schedule' | 'trigger-plugin') {}

  bind(node: NodeDefinition): BoundNode {
    const trigger = READERS[this.type](NodeData.of(node))
    return { isImmediate: true, execute: (context) => enter(trigger, context) }
  }
}

const READERS: Readonly<Record<TriggerNodeKind['type'], (data: NodeData) => Trigger>> = {
  'trigger-webhook': (data) => {
    const { headers, params, body } = parseWebhook(data)
    const names = [...headers, ...params, ...body].map(({ output }) => output)
    return { names: [...names, '_webhook_raw'], metadata: undefined }
  },
  'trigger-schedule': () => ({ names: [], metadata: undefined }),
  'trigger-plugin': (data) => ({
    names: [],
    metadata: {
      trigger_info: {
        provider_id: data.text('provider_id', ''),
        event_name: data.text('event_name', ''),
        plugin_unique_identifier: data.text('plugin_unique_identifier', ''),
      },
    },
  }),
}

function enter({ names, metadata }: Trigger, { nodeId, variables }: NodeContext): NodeOutcome {
  const given = [...new Set(names)].flatMap((name): readonly (readonly [string, Segment])[] => {
    const segment = variables.get([nodeId, name])
    return segment ? [[name, segment]] : []
  })
  return {
    type: 'succeeded',
    inputs: segmentOutputs(given).outputs,
    ...(metadata && { metadata }),
    ...segmentOutputs([...given, ...systemVariables(variables)]),
  }
}
