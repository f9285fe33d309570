import type {
  AnswerStreamed,
  NodeExecution,
  RunEvent,
  VariableUpdated,
} from '@weft/domain/workflow'
import type { TrialEvent } from './trial-event.js'
import { toTrialEvent } from './trial-events.js'

/** Everything of a run that cases speak of, in order. */
export function readTrialEvents(
  events: readonly RunEvent[],
  nodeIds: ReadonlySet<string>,
): readonly TrialEvent[] {
  const startValues = loopStartValues(events)
  const told = events.filter((event) => event.type !== 'VariableUpdated' || !startValues.has(event))
  return withTextEnds(told).flatMap((event) => toTrialEvent(event, nodeIds) ?? [])
}

/** Kinds of nodes whose `text` is streamed. */
const STREAMING: ReadonlySet<string> = new Set(['llm', 'agent'])

/** The events with an empty, final chunk after the last piece of every streamed text that came to its end. */
function withTextEnds(events: readonly RunEvent[]): readonly RunEvent[] {
  const ends = new Map<number, AnswerStreamed>()
  for (const event of events)
    if (event.type === 'NodeSucceeded' && STREAMING.has(event.execution.nodeType))
      for (const [position, piece] of lastPieces(events, event.execution))
        ends.set(position, { ...piece, text: '', isFinal: true })
  return events.flatMap((event, position) => {
    const end = ends.get(position)
    return end ? [event, end] : [event]
  })
}

/** Of every response node that streamed this text, its last piece and the position of that. */
function lastPieces(
  events: readonly RunEvent[],
  { frameId, nodeId }: NodeExecution,
): readonly (readonly [number, AnswerStreamed])[] {
  const last = new Map<string, readonly [number, AnswerStreamed]>()
  for (const [position, event] of events.entries()) {
    if (event.type !== 'AnswerStreamed' || event.frameId !== frameId) continue
    const { selector, responseNodeId } = event
    if (selector.length === 2 && selector[0] === nodeId && selector[1] === 'text')
      last.set(responseNodeId, [position, event])
  }
  return [...last.values()]
}

/** What the variables of a loop start with: nobody has written them yet. */
function loopStartValues(events: readonly RunEvent[]): ReadonlySet<VariableUpdated> {
  const loopFrames = new Set<string>()
  const values = new Set<VariableUpdated>()
  for (const event of events) {
    if (event.type === 'NodeStarted') {
      const { nodeId, nodeType, frameId } = event.execution
      if (nodeType === 'loop') loopFrames.add(JSON.stringify([nodeId, frameId]))
    } else if (event.type === 'VariableUpdated') {
      const [owner] = event.selector
      if (loopFrames.has(JSON.stringify([owner, event.frameId]))) values.add(event)
    }
  }
  return values
}
