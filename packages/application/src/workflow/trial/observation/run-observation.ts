import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import { isRunEnded, type RunEnded, type RunEvent, type RunPaused } from '@weft/domain/workflow'
import type { ReceivedRequest } from '../test-server.js'
import type { TrialEvent } from './trial-event.js'
import { readTrialEvents } from './read-trial-events.js'

export const TRIAL_STATUSES = [
  'succeeded',
  'partial-succeeded',
  'failed',
  'stopped',
  'paused',
  'load-failed',
] as const
type TrialStatus = (typeof TRIAL_STATUSES)[number]

/** What is known of a run when it is over. */
export type RunObservation = {
  readonly status: TrialStatus
  /** Why the run, or loading its graph, failed. */
  readonly error: string | undefined
  readonly outputs: JsonObject
  readonly exceptionsCount: number
  readonly events: readonly TrialEvent[]
  /** Values of the conversation variables at the end, by name. */
  readonly conversation: JsonObject
  /** What the models of the nodes were told, by node id, as `role: text` lines; the last run of a node counts. */
  readonly prompts: ReadonlyMap<string, string>
  /** What the case's server got meanwhile. */
  readonly requests: readonly ReceivedRequest[]
  readonly elapsedMs: number
}

/** What is observed besides the run's events. */
export type Circumstances = Pick<RunObservation, 'conversation' | 'requests' | 'elapsedMs'>

/** How a run comes to rest. */
type RunRest = RunEnded | RunPaused

/** @throws TypeError when the events are not those of a whole run. */
export function observeRun(
  events: readonly RunEvent[],
  nodeIds: ReadonlySet<string>,
  circumstances: Circumstances,
): RunObservation {
  const end = restOf(events)
  return {
    ...circumstances,
    status: STATUSES[end.type],
    error: errorOf(end),
    outputs: end.type === 'RunFailed' ? {} : end.outputs,
    exceptionsCount: end.exceptionsCount,
    events: readTrialEvents(events, nodeIds),
    prompts: promptsOf(events),
  }
}

/** A graph that could not be built. */
export function observeLoadFailure(error: string, circumstances: Circumstances): RunObservation {
  return {
    ...circumstances,
    status: 'load-failed',
    error,
    outputs: {},
    exceptionsCount: 0,
    events: [],
    prompts: new Map(),
  }
}

const STATUSES = {
  RunSucceeded: 'succeeded',
  RunPartiallySucceeded: 'partial-succeeded',
  RunFailed: 'failed',
  RunStopped: 'stopped',
  RunPaused: 'paused',
} as const satisfies Record<RunRest['type'], TrialStatus>

function restOf(events: readonly RunEvent[]): RunRest {
  const last = events.at(-1)
  if (last && (isRunEnded(last) || last.type === 'RunPaused')) return last
  throw new TypeError('The run did not come to rest')
}

function errorOf(end: RunRest): string | undefined {
  if (end.type === 'RunFailed') return end.error
  return end.type === 'RunStopped' ? end.reason : undefined
}

function promptsOf(events: readonly RunEvent[]): ReadonlyMap<string, string> {
  const prompts = new Map<string, string>()
  for (const event of events) {
    const record = processDataOf(event)
    if (record?.['prompts'] !== undefined && 'execution' in event)
      prompts.set(event.execution.nodeId, promptLines(record['prompts']))
  }
  return prompts
}

function processDataOf(event: RunEvent): JsonObject | undefined {
  if (event.type === 'NodeSucceeded') return event.outcome.processData
  const isFailure =
    event.type === 'NodeFailed' ||
    event.type === 'NodeExceptionHandled' ||
    event.type === 'NodeRetried'
  return isFailure ? event.failure.processData : undefined
}

function promptLines(prompts: JsonValue): string {
  const messages = Array.isArray(prompts) ? (prompts as JsonArray).filter(isJsonObject) : []
  return messages
    .map(
      ({ role, text }) =>
        `${typeof role === 'string' ? role : ''}: ${typeof text === 'string' ? text : ''}`,
    )
    .join('\n')
}
