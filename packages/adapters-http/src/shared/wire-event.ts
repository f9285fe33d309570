import type { GenerationBegun } from '@weft/application/conversation'
import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import { unixSeconds } from './unix-time.js'

/** One `data:` object of a stream of the Service API. */
export type WireEvent = {
  readonly event: WireEventName
  readonly [key: string]: JsonValue
}

export type WireEventName =
  | 'message'
  | 'agent_message'
  | 'message_replace'
  | 'message_end'
  | 'error'
  | 'workflow_started'
  | 'node_started'
  | 'node_retry'
  | 'node_finished'
  | 'iteration_started'
  | 'iteration_next'
  | 'iteration_completed'
  | 'loop_started'
  | 'loop_next'
  | 'loop_completed'
  | 'text_chunk'
  | 'reasoning_chunk'
  | 'agent_log'
  | 'human_input_required'
  | 'human_input_form_filled'
  | 'human_input_form_timeout'
  | 'workflow_paused'
  | 'workflow_finished'

/**
 * What every event of one generation carries besides its own content. Each is spread first and has `event` as its
 * first key, to be overwritten: that keeps the key in front, and is the form of spreading that engines copy at once.
 */
export type WireEnvelope = {
  readonly begun: GenerationBegun
  /** For `error`, the one event that does not name the task. */
  readonly withoutTask: WireEvent
  /** For events of the message. */
  readonly ofMessage: WireEvent
  /** For events of the run and its nodes. */
  readonly ofRun: WireEvent
}

export function wireEnvelope(begun: GenerationBegun): WireEnvelope {
  const withoutTask = { event: 'error' as const, ...messageKeys(begun) }
  const ofMessage = { ...withoutTask, task_id: begun.taskId }
  return {
    begun,
    withoutTask,
    ofMessage,
    ofRun: { ...ofMessage, workflow_run_id: begun.run?.id ?? null },
  }
}

function messageKeys({ message, mode, run }: GenerationBegun): JsonObject {
  if (message === undefined) return { workflow_run_id: run?.id ?? null }
  const created = { message_id: message.id, created_at: unixSeconds(message.createdAt) }
  return mode === 'completion' ? created : { conversation_id: message.conversationId, ...created }
}
