import type { RunEnded } from './run-event.js'
import type { RunStatus } from './workflow-run.js'

/** The status of a run after its last event. One that reached a limit counts as failed: nobody asked for it to stop. */
export function statusAfter(event: RunEnded): RunStatus {
  switch (event.type) {
    case 'RunSucceeded':
      return 'succeeded'
    case 'RunPartiallySucceeded':
      return 'partial-succeeded'
    case 'RunFailed':
      return 'failed'
    case 'RunStopped':
      return event.cause === 'limit' ? 'failed' : 'stopped'
  }
}

/** Why the run ended without success, as callers are told; nothing when it succeeded, also in part. */
export function errorAfter(event: RunEnded): string | undefined {
  if (event.type === 'RunFailed') return event.error
  if (event.type !== 'RunStopped') return undefined
  return event.cause === 'limit' ? event.reason : STOPPED_BY[event.cause]
}

const STOPPED_BY = {
  request: 'Stopped by user.',
  moderation: 'Stopped by output moderation.',
} as const
