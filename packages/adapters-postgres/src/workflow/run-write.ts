import type { StoredRun } from './run-mapper.js'

/** An append on its way into the store. */
export type PendingAppend = {
  readonly run: StoredRun
  /** Events as text for a `json` column. */
  readonly events: readonly string[]
  readonly expectedVersion: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Appends of one run that follow each other without a gap, written as one. */
export type RunWrite = {
  readonly expectedVersion: number
  readonly appends: readonly PendingAppend[]
}

/** Keeps one statement's parameters, and the wait of those behind it, within bounds. */
const MAX_EVENTS_PER_BATCH = 5_000

/**
 * What of the queue can be written together: for each run the appends that follow each other. An append that does not
 * follow waits for the next batch, and with it all later ones of its run, so that their order is kept.
 */
export function takeBatch(queue: readonly PendingAppend[]): {
  readonly batch: readonly RunWrite[]
  readonly rest: PendingAppend[]
} {
  const writes = new Map<string, { expectedVersion: number; appends: PendingAppend[] }>()
  const waiting = new Set<string>()
  const rest: PendingAppend[] = []
  const nextVersion = new Map<string, number>()
  let events = 0
  for (const append of queue) {
    const key = `${append.run.tenantId} ${append.run.id}`
    const follows = (nextVersion.get(key) ?? append.expectedVersion) === append.expectedVersion
    if (waiting.has(key) || !follows || events >= MAX_EVENTS_PER_BATCH) {
      waiting.add(key)
      rest.push(append)
      continue
    }
    const write = writes.get(key) ?? { expectedVersion: append.expectedVersion, appends: [] }
    write.appends.push(append)
    writes.set(key, write)
    nextVersion.set(key, append.expectedVersion + append.events.length)
    events += append.events.length
  }
  return { batch: [...writes.values()], rest }
}

/** The run's record as it is after the last of the appends. */
export function latestRun({ appends }: RunWrite): StoredRun {
  const last = appends.at(-1)
  if (last === undefined) throw new TypeError('A write holds at least one append')
  return last.run
}
