import type { JsonObject } from '@weft/domain/kernel'
import type {
  AnswerStreamed,
  ContainerPosition,
  NodeExecution,
  RunEnded,
  RunEvent,
} from '@weft/domain/workflow'
import type { TrialEvent, TrialEventName } from './trial-event.js'

/** The event as cases see it; nothing for what they do not speak of. */
export function toTrialEvent(
  event: RunEvent,
  nodeIds: ReadonlySet<string>,
): TrialEvent | undefined {
  switch (event.type) {
    case 'RunStarted':
      return ofRun('run_started', { inputs: event.inputs, reason: event.reason })
    case 'NodeStarted':
      return ofNode('node_started', event.execution, {})
    case 'NodeRetried':
      return ofNode('node_retry', event.execution, {
        retry_index: event.retryIndex,
        ...failureOf(event.failure),
      })
    case 'NodeSucceeded':
      return ofNode('node_succeeded', event.execution, { outputs: event.outcome.outputs })
    case 'NodeExceptionHandled':
      return ofNode('node_exception', event.execution, {
        outputs: event.outputs,
        ...failureOf(event.failure),
      })
    case 'NodeFailed':
      return ofNode('node_failed', event.execution, failureOf(event.failure))
    case 'NodePaused':
      return ofNode('node_paused', event.execution, {})
    case 'AnswerStreamed':
      return ofChunk(event, nodeIds)
    case 'VariableUpdated':
      return ofRun('variable_updated', {
        selector: [...event.selector],
        name: event.selector.at(-1) ?? '',
        value: event.segment.value,
      })
    case 'ContainerStarted':
      return ofNode(`${event.kind}_started`, event.execution, { length: event.length })
    case 'ContainerAdvanced':
      return ofNode(`${event.kind}_next`, event.execution, { index: event.index })
    case 'ContainerSucceeded':
      return ofNode(`${event.kind}_succeeded`, event.execution, {
        outputs: event.outputs,
        steps: event.steps,
      })
    case 'ContainerFailed':
      return ofNode(`${event.kind}_failed`, event.execution, {
        outputs: event.outputs,
        steps: event.steps,
        error: event.error,
      })
    case 'RunSucceeded':
    case 'RunPartiallySucceeded':
    case 'RunFailed':
    case 'RunStopped':
      return ofEnd(event)
    case 'RunPaused':
      return ofRun('run_paused', { outputs: event.outputs, nodes: [...event.nodeIds] })
    default:
      return undefined
  }
}

const ENDINGS = {
  RunSucceeded: 'run_succeeded',
  RunPartiallySucceeded: 'run_partial_succeeded',
  RunFailed: 'run_failed',
  RunStopped: 'run_stopped',
} as const satisfies Record<RunEnded['type'], TrialEventName>

function ofEnd(event: RunEnded): TrialEvent {
  return ofRun(ENDINGS[event.type], {
    exceptions_count: event.exceptionsCount,
    ...(event.type === 'RunFailed' ? { error: event.error } : { outputs: event.outputs }),
    ...(event.type === 'RunStopped' && { reason: event.reason }),
  })
}

function ofRun(event: TrialEventName, fields: JsonObject): TrialEvent {
  return { event, node: undefined, containers: [], fields }
}

function ofNode(event: TrialEventName, execution: NodeExecution, fields: JsonObject): TrialEvent {
  return {
    event,
    node: execution.nodeId,
    containers: containersOf(execution.container),
    fields: { node_type: execution.nodeType, title: execution.title, ...fields },
  }
}

/** Text of a variable that belongs to no node is the response node's own. */
function ofChunk(event: AnswerStreamed, nodeIds: ReadonlySet<string>): TrialEvent {
  const [source] = event.selector
  return {
    event: 'chunk',
    node: source !== undefined && nodeIds.has(source) ? source : event.responseNodeId,
    containers: containersOf(event.container),
    fields: { text: event.text, selector: [...event.selector], is_final: event.isFinal },
  }
}

function failureOf(failure: { readonly error: string; readonly errorType: string }): JsonObject {
  return { error: failure.error, error_type: failure.errorType }
}

function containersOf(position: ContainerPosition | undefined): readonly string[] {
  const ids: string[] = []
  for (let at = position; at; at = at.outer) ids.push(at.nodeId)
  return ids
}
