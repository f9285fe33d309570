import { type GenerationEvent, type MessageEnded } from '@weft/application/conversation'
import type { JsonObject } from '@weft/domain/kernel'
import { isRunEnded, type RunEnded, type RunPaused } from '@weft/domain/workflow'
import { wireEnvelope, type WireEnvelope } from '../shared/wire-event.js'
import { presentPause } from '../workflow/pause-presenter.js'
import { presentRunOutcome } from '../workflow/run-event-presenter.js'
import { presentMetadata } from './message-event-presenter.js'

/**
 * The whole generation as one answer: its stream, folded.
 *
 * @throws what the generation failed with, so that it becomes an HTTP error.
 */
export async function foldGeneration(
  batches: AsyncIterable<readonly GenerationEvent[]>,
): Promise<JsonObject> {
  let envelope: WireEnvelope | undefined
  let messageEnded: MessageEnded | undefined
  let runEnded: RunEnded | undefined
  let runPaused: RunPaused | undefined
  let answer = ''
  for await (const batch of batches)
    for (const event of batch) {
      if (event.type === 'GenerationBegun') envelope = wireEnvelope(event)
      else if (event.type === 'MessageEnded') messageEnded = event
      else if (event.type === 'GenerationFailed') throw event.error
      else if (event.type === 'AnswerStreamed') answer += event.text
      else if (event.type === 'AnswerReplaced') answer = event.text
      else if (event.type === 'RunPaused') runPaused = event
      else if (!isOfMessage(event) && isRunEnded(event)) runEnded = event
    }
  if (envelope && messageEnded) return presentMessage(messageEnded, envelope)
  if (envelope && runEnded) return presentRun(runEnded, envelope)
  if (envelope && runPaused)
    return envelope.begun.message
      ? presentPausedMessage(runPaused, envelope, answer)
      : presentPausedRun(runPaused, envelope)
  throw new TypeError('A generation ended without its last event')
}

function isOfMessage(
  event: GenerationEvent,
): event is Extract<GenerationEvent, { readonly type: 'MessageTextStreamed' | 'MessageReplaced' }> {
  return event.type === 'MessageTextStreamed' || event.type === 'MessageReplaced'
}

function presentRun(event: RunEnded, envelope: WireEnvelope): JsonObject {
  return {
    task_id: envelope.begun.taskId,
    workflow_run_id: envelope.begun.run?.id ?? null,
    data: presentRunOutcome(event, envelope).data,
  }
}

function presentPausedRun(event: RunPaused, envelope: WireEnvelope): JsonObject {
  const { taskId, run } = envelope.begun
  const identity = { id: run?.id ?? null, workflow_id: run?.workflowId ?? null }
  return {
    task_id: taskId,
    workflow_run_id: run?.id ?? null,
    data: {
      ...identity,
      outputs: {},
      error: null,
      ...presentPause(event, envelope),
      finished_at: null,
    },
  }
}

function presentPausedMessage(
  event: RunPaused,
  envelope: WireEnvelope,
  answer: string,
): JsonObject {
  const { begun, ofRun } = envelope
  const message = {
    id: begun.message?.id ?? null,
    mode: begun.mode,
    answer,
    metadata: {},
  }
  const identity = {
    conversation_id: begun.message?.conversationId ?? null,
    message_id: begun.message?.id ?? null,
    workflow_run_id: begun.run?.id ?? null,
  }
  const pause = presentPause(event, envelope)
  return {
    ...ofRun,
    event: 'workflow_paused',
    ...message,
    data: { ...message, ...identity, ...pause },
  }
}

function presentMessage(event: MessageEnded, { begun, ofMessage }: WireEnvelope): JsonObject {
  return {
    ...ofMessage,
    event: 'message',
    id: begun.message?.id ?? null,
    mode: begun.mode,
    answer: event.answer,
    metadata: presentMetadata(event),
  }
}
