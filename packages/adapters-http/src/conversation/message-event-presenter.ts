import type {
  GenerationEvent,
  GenerationFailed,
  MessageEnded,
  MessageReplaced,
  MessageTextStreamed,
} from '@weft/application/conversation'
import type { JsonObject } from '@weft/domain/kernel'
import { usageRecord } from '@weft/domain/model'
import type { RunEvent } from '@weft/domain/workflow'
import { streamErrorOf } from '../shared/wire-error.js'
import type { WireEnvelope, WireEvent } from '../shared/wire-event.js'

type MessageEvent = Exclude<GenerationEvent, RunEvent>
type MessageEventPresenters = {
  readonly [Type in MessageEvent['type']]: (
    event: Extract<MessageEvent, { readonly type: Type }>,
    envelope: WireEnvelope,
  ) => WireEvent | undefined
}

/** How each event that is not a run's looks on the wire; an event that is missing here does not compile. */
export const messageEventPresenters = {
  // Clients learn of the beginning from the envelope of what follows.
  GenerationBegun: () => undefined,
  MessageTextStreamed: presentText,
  MessageReplaced: presentReplacement,
  MessageEnded: presentMessageEnded,
  GenerationFailed: presentFailure,
} as const satisfies MessageEventPresenters

function presentText(
  { text }: MessageTextStreamed,
  { begun, ofMessage }: WireEnvelope,
): WireEvent | undefined {
  if (text === '') return undefined
  const id = begun.message?.id ?? null
  return begun.mode === 'agent-chat'
    ? { ...ofMessage, event: 'agent_message', id, answer: text }
    : { ...ofMessage, event: 'message', id, answer: text, from_variable_selector: null }
}

/** Apps without a graph give no reason. */
function presentReplacement({ answer }: MessageReplaced, { ofMessage }: WireEnvelope): WireEvent {
  return { ...ofMessage, event: 'message_replace', answer, reason: '' }
}

function presentMessageEnded(event: MessageEnded, { begun, ofMessage }: WireEnvelope): WireEvent {
  const isEmptyList = event.files.length === 0 && begun.mode !== 'advanced-chat'
  return {
    ...ofMessage,
    event: 'message_end',
    id: begun.message?.id ?? null,
    metadata: presentMetadata(event),
    files: isEmptyList ? null : event.files,
  }
}

/** The `metadata` of a finished message. */
export function presentMetadata(event: MessageEnded): JsonObject {
  const { usage, retrieverResources, annotationReply } = event
  return {
    annotation_reply: annotationReply
      ? { id: annotationReply.id, account: { ...annotationReply.author } }
      : null,
    retriever_resources: retrieverResources,
    usage: usageRecord(usage),
  }
}

function presentFailure({ error }: GenerationFailed, { withoutTask }: WireEnvelope): WireEvent {
  const { code, status, message } = streamErrorOf(error)
  return { ...withoutTask, event: 'error', code, status, message }
}
