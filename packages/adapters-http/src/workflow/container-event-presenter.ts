import type { JsonObject } from '@weft/domain/kernel'
import type {
  ContainerAdvanced,
  ContainerFailed,
  ContainerStarted,
  ContainerSucceeded,
  NodeExecution,
} from '@weft/domain/workflow'
import { secondsBetween, unixSeconds } from '../shared/unix-time.js'
import type { WireEnvelope, WireEvent } from '../shared/wire-event.js'

export function presentContainerStarted(
  { kind, execution, inputs, length }: ContainerStarted,
  { ofRun }: WireEnvelope,
): WireEvent {
  return {
    ...ofRun,
    event: `${kind}_started`,
    data: {
      ...identity(kind, execution),
      created_at: unixSeconds(execution.startedAt),
      extras: {},
      metadata: kind === 'iteration' ? { iterator_length: length } : { loop_length: length },
      inputs,
      inputs_truncated: false,
    },
  }
}

export function presentContainerAdvanced(
  { kind, execution, index, previousOutputs, at }: ContainerAdvanced,
  { ofRun }: WireEnvelope,
): WireEvent {
  return {
    ...ofRun,
    event: `${kind}_next`,
    data: {
      ...identity(kind, execution),
      index,
      ...(kind === 'loop' && { pre_loop_output: previousOutputs ?? {} }),
      created_at: unixSeconds(at),
      extras: {},
    },
  }
}

export function presentContainerEnded(
  event: ContainerSucceeded | ContainerFailed,
  { ofRun }: WireEnvelope,
): WireEvent {
  const { kind, execution, metadata, at } = event
  const totalTokens = metadata['total_tokens']
  return {
    ...ofRun,
    event: `${kind}_completed`,
    data: {
      ...identity(kind, execution),
      outputs: event.outputs,
      outputs_truncated: false,
      created_at: unixSeconds(execution.startedAt),
      extras: {},
      inputs: event.inputs,
      inputs_truncated: false,
      status: event.type === 'ContainerFailed' ? 'failed' : 'succeeded',
      error: event.type === 'ContainerFailed' ? event.error : null,
      elapsed_time: secondsBetween(execution.startedAt, at),
      total_tokens: typeof totalTokens === 'number' ? totalTokens : 0,
      execution_metadata: metadata,
      finished_at: unixSeconds(at),
      steps: event.steps,
    },
  }
}

/** A container shows its node's id as its own: rounds and their nodes refer to it by that. */
function identity(kind: 'iteration' | 'loop', { nodeId, title }: NodeExecution): JsonObject {
  return { id: nodeId, node_id: nodeId, node_type: kind, title }
}
