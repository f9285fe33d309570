import { isJsonObject, TokenUsage, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import {
  isRunEnded,
  type RunEnded,
  type RunEvent,
  type Segment,
  type VariableUpdate,
  errorAfter,
  statusAfter,
} from '@weft/domain/workflow'
import type { GenerationEvent } from '../kernel/index.js'
import { RunBrokeOff } from '../workflow/index.js'
import type { Answer } from './message-recorder.js'

/** What of a run makes up the answer to a message. Collects as the run goes on. */
export class RunAnswer {
  readonly #resources: JsonObject[] = []
  #text = ''
  #usage = TokenUsage.none
  #files: readonly JsonObject[] = []

  /** @param showsSources whether the answer comes with the sources it was made from. */
  constructor(private readonly showsSources: boolean) {}

  take(event: RunEvent): void {
    if (event.type === 'AnswerStreamed') this.#text += event.text
    else if (event.type === 'AnswerReplaced') this.#text = event.text
    else if (event.type === 'RetrieverResourcesFound' && this.showsSources)
      this.#resources.push(...event.resources)
    else if (event.type === 'RunPaused') this.#usage = event.usage
    else if (isRunEnded(event)) this.takeEnd(event)
  }

  get answer(): Answer {
    return { answer: this.#text, usage: this.#usage, retrieverResources: this.#resources }
  }

  /** What clients are told when the run ends: message and run, in the order of the way it ended. */
  ending(event: RunEnded): readonly GenerationEvent[] {
    const status = statusAfter(event)
    if (status === 'failed')
      return [event, { type: 'GenerationFailed', error: new RunBrokeOff(errorAfter(event) ?? '') }]
    return status === 'stopped' ? [event, this.messageEnded()] : [this.messageEnded(), event]
  }

  private messageEnded(): GenerationEvent {
    return {
      type: 'MessageEnded',
      answer: this.#text,
      usage: this.#usage,
      retrieverResources: this.#resources,
      files: this.#files,
    }
  }

  private takeEnd(event: RunEnded): void {
    this.#usage = event.usage
    if (event.type !== 'RunFailed') this.#files = mapsOf(event.outputs['files'])
  }
}

/** The batch as clients are told it: with the message's end where the run ends. */
export function withEnding(
  events: readonly RunEvent[],
  answer: RunAnswer,
): readonly GenerationEvent[] {
  const end = events.at(-1)
  if (!end || !isRunEnded(end)) return events
  return [...events.slice(0, -1), ...answer.ending(end)]
}

/** The last value each conversation variable was given in these events, by name. */
export function conversationUpdates(events: readonly RunEvent[]): ReadonlyMap<string, Segment> {
  const updates = new Map<string, Segment>()
  for (const event of events) if (event.type === 'VariableUpdated') noteUpdate(updates, event)
  return updates
}

function noteUpdate(updates: Map<string, Segment>, { selector, segment }: VariableUpdate): void {
  const [scope, name] = selector
  if (scope === 'conversation' && name !== undefined) updates.set(name, segment)
}

function mapsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isJsonObject) : []
}
