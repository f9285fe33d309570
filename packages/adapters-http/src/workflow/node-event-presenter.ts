import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import type {
  ContainerPosition,
  NodeExceptionHandled,
  NodeExecution,
  NodeFailed,
  NodeFailure,
  NodeRecord,
  NodeRetried,
  NodeStarted,
  NodeSucceeded,
  NodeSuccess,
} from '@weft/domain/workflow'
import { filesIn } from '../shared/file-values.js'
import { secondsBetween, unixSeconds } from '../shared/unix-time.js'
import type { WireEnvelope, WireEvent } from '../shared/wire-event.js'

/** Containers have events of their own, and the nodes their rounds begin with are not the author's. */
const NODE_TYPES_WITHOUT_NODE_EVENTS: ReadonlySet<string> = new Set([
  'iteration',
  'loop',
  'iteration-start',
  'loop-start',
])

export function presentNodeStarted(
  { execution }: NodeStarted,
  { ofRun }: WireEnvelope,
): WireEvent | undefined {
  if (isHidden(execution)) return undefined
  return {
    ...ofRun,
    event: 'node_started',
    data: {
      id: execution.id,
      node_id: execution.nodeId,
      node_type: execution.nodeType,
      title: execution.title,
      index: execution.index,
      predecessor_node_id: execution.predecessorNodeId ?? null,
      inputs: null,
      inputs_truncated: false,
      created_at: unixSeconds(execution.startedAt),
      extras: {},
      iteration_id: nearest('iteration', execution.container)?.nodeId ?? null,
      loop_id: nearest('loop', execution.container)?.nodeId ?? null,
      agent_strategy: null,
    },
  }
}

export function presentNodeSucceeded(
  { execution, outcome, at }: NodeSucceeded,
  envelope: WireEnvelope,
): WireEvent | undefined {
  const { outputs } = outcome
  return nodeFinished(envelope, { execution, result: outcome, outputs, status: 'succeeded', at })
}

export function presentNodeFailed(
  { execution, failure, at }: NodeFailed,
  envelope: WireEnvelope,
): WireEvent | undefined {
  const { outputs = {} } = failure
  return nodeFinished(envelope, { execution, result: failure, outputs, status: 'failed', at })
}

export function presentNodeExceptionHandled(
  { execution, failure, outputs, strategy, at }: NodeExceptionHandled,
  envelope: WireEnvelope,
): WireEvent | undefined {
  const metadata = { ...failure.metadata, error_strategy: strategy }
  const result = { ...failure, metadata }
  return nodeFinished(envelope, { execution, result, outputs, status: 'exception', at })
}

export function presentNodeRetried(
  { execution, failure, retryIndex, at }: NodeRetried,
  { ofRun }: WireEnvelope,
): WireEvent | undefined {
  if (isHidden(execution)) return undefined
  const { outputs = {} } = failure
  const record = nodeRecord({ execution, result: failure, outputs, status: 'retry', at })
  return { ...ofRun, event: 'node_retry', data: { ...record, retry_index: retryIndex } }
}

/** The end of a node, for those who only want to know where its run stands; nothing while it goes on. */
export function presentNodeEndBriefly(
  { execution, status, finishedAt }: NodeRecord,
  { ofRun }: WireEnvelope,
): WireEvent | undefined {
  if (isHidden(execution) || finishedAt === undefined) return undefined
  const result: NodeSuccess = { type: 'succeeded', outputs: {} }
  const data = nodeRecord({ execution, result, outputs: {}, status, at: finishedAt })
  const nothing = {
    inputs: null,
    process_data: null,
    outputs: null,
    error: null,
    execution_metadata: null,
  }
  return { ...ofRun, event: 'node_finished', data: { ...data, ...nothing } }
}

type FinishedNode = {
  readonly execution: NodeExecution
  readonly result: NodeSuccess | NodeFailure
  readonly outputs: JsonObject
  readonly status: NodeRecord['status']
  readonly at: Date
}

function nodeFinished({ ofRun }: WireEnvelope, node: FinishedNode): WireEvent | undefined {
  if (isHidden(node.execution)) return undefined
  return { ...ofRun, event: 'node_finished', data: nodeRecord(node) }
}

function nodeRecord({ execution, result, outputs, status, at }: FinishedNode): JsonObject {
  return {
    id: execution.id,
    node_id: execution.nodeId,
    node_type: execution.nodeType,
    title: execution.title,
    index: execution.index,
    predecessor_node_id: execution.predecessorNodeId ?? null,
    inputs: result.inputs ?? {},
    inputs_truncated: false,
    process_data: result.processData ?? {},
    process_data_truncated: false,
    outputs,
    outputs_truncated: false,
    status,
    error: result.type === 'failed' ? result.error : null,
    elapsed_time: secondsBetween(execution.startedAt, at),
    execution_metadata: executionMetadata(execution, result.metadata),
    created_at: unixSeconds(execution.startedAt),
    finished_at: unixSeconds(at),
    files: filesIn(outputs),
    iteration_id: nearest('iteration', execution.container)?.nodeId ?? null,
    loop_id: nearest('loop', execution.container)?.nodeId ?? null,
  }
}

function isHidden({ nodeType }: NodeExecution): boolean {
  return NODE_TYPES_WITHOUT_NODE_EVENTS.has(nodeType)
}

function executionMetadata(
  { container }: NodeExecution,
  metadata: JsonObject | undefined,
): JsonObject | null {
  if (container === undefined) return metadata ?? null
  return { ...metadata, ...positions(container) }
}

function positions(container: ContainerPosition): JsonObject {
  const entries: [string, JsonValue][] = []
  for (const kind of ['iteration', 'loop'] as const) {
    const position = nearest(kind, container)
    if (position !== undefined)
      entries.push([`${kind}_id`, position.nodeId], [`${kind}_index`, position.index])
  }
  return Object.fromEntries(entries)
}

function nearest(
  kind: ContainerPosition['kind'],
  container: ContainerPosition | undefined,
): ContainerPosition | undefined {
  if (container === undefined || container.kind === kind) return container
  return nearest(kind, container.outer)
}
