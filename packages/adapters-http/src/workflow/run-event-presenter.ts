import type { JsonObject } from '@weft/domain/kernel'
import {
  errorAfter,
  statusAfter,
  type AgentLogged,
  type AnswerReplaced,
  type AnswerStreamed,
  type ReasoningProduced,
  type RunEnded,
  type RunEvent,
  type RunStarted,
} from '@weft/domain/workflow'
import { filesIn } from '../shared/file-values.js'
import { secondsBetween, unixSeconds } from '../shared/unix-time.js'
import type { WireEnvelope, WireEvent } from '../shared/wire-event.js'
import {
  presentContainerAdvanced,
  presentContainerEnded,
  presentContainerStarted,
} from './container-event-presenter.js'
import {
  presentNodeExceptionHandled,
  presentNodeFailed,
  presentNodeRetried,
  presentNodeStarted,
  presentNodeSucceeded,
} from './node-event-presenter.js'

import {
  presentFormFilled,
  presentFormTimedOut,
  presentNodePaused,
  presentRunPaused,
} from './pause-presenter.js'

type RunEventPresenters = {
  readonly [Type in RunEvent['type']]: (
    event: Extract<RunEvent, { readonly type: Type }>,
    envelope: WireEnvelope,
  ) => WireEvent | undefined
}

const notForClients = () => undefined

/** How each event of a run looks on the wire; an event that is missing here does not compile. */
export const runEventPresenters = {
  RunStarted: presentRunStarted,
  NodeStarted: presentNodeStarted,
  NodeRetried: presentNodeRetried,
  NodeSucceeded: presentNodeSucceeded,
  NodeExceptionHandled: presentNodeExceptionHandled,
  NodeFailed: presentNodeFailed,
  NodePaused: presentNodePaused,
  FormFilled: presentFormFilled,
  FormTimedOut: presentFormTimedOut,
  EdgeTaken: notForClients,
  EdgeSkipped: notForClients,
  VariableUpdated: notForClients,
  TextProduced: notForClients,
  ReasoningProduced: presentReasoning,
  AnswerStreamed: presentAnswer,
  AnswerReplaced: presentReplacement,
  // Part of what `message_end` tells.
  RetrieverResourcesFound: notForClients,
  AgentLogged: presentAgentLog,
  ModelPolled: notForClients,
  ContainerStarted: presentContainerStarted,
  ContainerAdvanced: presentContainerAdvanced,
  ContainerSucceeded: presentContainerEnded,
  ContainerFailed: presentContainerEnded,
  PauseRequested: notForClients,
  RunPaused: presentRunPaused,
  RunSucceeded: presentRunEnded,
  RunPartiallySucceeded: presentRunEnded,
  RunFailed: presentRunEnded,
  RunStopped: presentRunEnded,
} as const satisfies RunEventPresenters

export function presentRunStarted(
  { runId, inputs, at, reason }: RunStarted,
  { begun, ofRun }: WireEnvelope,
): WireEvent {
  return {
    ...ofRun,
    event: 'workflow_started',
    data: {
      id: runId,
      workflow_id: begun.run?.workflowId ?? null,
      inputs,
      created_at: unixSeconds(at),
      reason,
    },
  }
}

/** The text of an answer: a message's in a conversation, a chunk of the outputs otherwise. */
function presentAnswer(
  { text, selector }: AnswerStreamed,
  { begun, ofMessage, ofRun }: WireEnvelope,
): WireEvent | undefined {
  if (text === '') return undefined
  const from_variable_selector = [...selector]
  if (begun.message === undefined)
    return { ...ofRun, event: 'text_chunk', data: { text, from_variable_selector } }
  return {
    ...ofMessage,
    event: 'message',
    id: begun.message.id,
    answer: text,
    from_variable_selector,
  }
}

/** Only messages are moderated: nobody reads a workflow's text along. */
function presentReplacement(
  { text }: AnswerReplaced,
  { begun, ofMessage }: WireEnvelope,
): WireEvent | undefined {
  if (begun.message === undefined) return undefined
  return { ...ofMessage, event: 'message_replace', answer: text, reason: 'output_moderation' }
}

function presentReasoning(
  { execution, text, isFinal }: ReasoningProduced,
  { begun, ofMessage }: WireEnvelope,
): WireEvent {
  return {
    ...ofMessage,
    event: 'reasoning_chunk',
    data: {
      message_id: begun.message?.id ?? null,
      reasoning: text,
      node_id: execution.nodeId,
      is_final: isFinal,
    },
  }
}

function presentAgentLog({ execution, log }: AgentLogged, { ofMessage }: WireEnvelope): WireEvent {
  return {
    ...ofMessage,
    event: 'agent_log',
    data: {
      node_execution_id: execution.id,
      id: log.id,
      parent_id: log.parentId ?? null,
      label: log.label,
      error: log.error ?? null,
      status: log.status,
      data: log.data,
      metadata: log.metadata,
      node_id: execution.nodeId,
    },
  }
}

function presentRunEnded(event: RunEnded, envelope: WireEnvelope): WireEvent {
  const outcome = presentRunOutcome(event, envelope)
  const { begun, ofRun } = envelope
  return {
    ...ofRun,
    event: 'workflow_finished',
    data: {
      ...outcome.data,
      created_by: begun.run === undefined ? null : { ...begun.run.createdBy },
      exceptions_count: event.exceptionsCount,
      files: filesIn(outcome.outputs),
    },
  }
}

/** How a run ended, in the keys a stream's last event and a blocking answer share. */
export function presentRunOutcome(
  event: RunEnded,
  { begun }: WireEnvelope,
): { readonly outputs: JsonObject; readonly data: JsonObject } {
  const outputs = event.type === 'RunFailed' ? {} : event.outputs
  const createdAt = begun.run?.createdAt ?? event.at
  const data = {
    id: begun.run?.id ?? null,
    workflow_id: begun.run?.workflowId ?? null,
    status: statusAfter(event),
    outputs,
    error: errorAfter(event) ?? null,
    elapsed_time: secondsBetween(createdAt, event.at),
    total_tokens: event.usage.totalTokens,
    total_steps: event.steps,
    created_at: unixSeconds(createdAt),
    finished_at: unixSeconds(event.at),
  }
  return { outputs, data }
}
