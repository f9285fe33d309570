import type { JsonObject } from '@weft/domain/kernel'

/** The names under which cases speak of what happens in a run. */
export const TRIAL_EVENTS = [
  'run_started',
  'node_started',
  'node_succeeded',
  'node_failed',
  'node_exception',
  'node_retry',
  'node_paused',
  'chunk',
  'variable_updated',
  'iteration_started',
  'iteration_next',
  'iteration_succeeded',
  'iteration_failed',
  'loop_started',
  'loop_next',
  'loop_succeeded',
  'loop_failed',
  'run_succeeded',
  'run_partial_succeeded',
  'run_failed',
  'run_stopped',
  'run_paused',
] as const

export type TrialEventName = (typeof TRIAL_EVENTS)[number]

/** Something that happened, as cases see it. */
export type TrialEvent = {
  readonly event: TrialEventName
  /** The node concerned. Of a chunk, the node its text comes from. Absent for events of the run. */
  readonly node: string | undefined
  /** Containers around it, innermost first. */
  readonly containers: readonly string[]
  /** What else is known, by the names cases use: `text`, `selector`, `is_final`, `value`, `retry_index`, ... */
  readonly fields: JsonObject
}
