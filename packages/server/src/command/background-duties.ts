import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '@weft/domain/kernel'
import type { Container } from 'inversify'
import { TOKENS } from '../composition/tokens.js'
import type { Config } from '../config/config.js'

const EVERY_MS = 60_000

/** Pruning has all day: it is done in the first round and in every sixtieth after it. */
const PRUNING_ROUNDS = 60

/** A run in a database that others use too may be theirs for as long as a run may last. */
const LONGEST_RUN_MS = 1_200_000

/** Ends the runs of a process that died. The embedded database is nobody else's, so there every open run is an orphan. */
export async function endOrphanedRuns(container: Container, config: Config): Promise<void> {
  const startedBefore =
    config.databaseUrl === undefined ? new Date() : new Date(Date.now() - LONGEST_RUN_MS)
  await container.get(TOKENS.endOrphanedRuns).execute({ startedBefore })
}

export type BackgroundDuties = {
  /** Resolves when the duty under way is done. */
  stop(): Promise<void>
}

/** What has to be done every minute or hour by some process of an installation; any number of them may. */
export function startBackgroundDuties(container: Container, config: Config): BackgroundDuties {
  const ending = new AbortController()
  const finished = repeat(container, config, ending.signal)
  return {
    async stop() {
      ending.abort()
      await finished
    },
  }
}

async function repeat(container: Container, config: Config, signal: AbortSignal): Promise<void> {
  const logger = container.get(TOKENS.logger)
  for (let round = 0; !signal.aborted; round++) {
    await attempt('ending forms', logger, () => container.get(TOKENS.expireForms).execute())
    // On the embedded database runs of this very process would look like orphans.
    if (config.databaseUrl !== undefined)
      await attempt('ending orphaned runs', logger, () => endOrphanedRuns(container, config))
    if (round % PRUNING_ROUNDS === 0)
      await attempt('letting old model records go', logger, () => prune(container, signal))
    await sleep(EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined)
  }
}

async function prune(container: Container, signal: AbortSignal): Promise<void> {
  const pruned = await container.get(TOKENS.pruneModelRecords).execute({ signal })
  if (pruned.calls + pruned.vectors > 0)
    container.get(TOKENS.logger).info('old model records let go', { ...pruned })
}

/** One duty that fails must not keep the others from being done, nor itself from being tried again. */
async function attempt(duty: string, logger: Logger, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    logger.error('a background duty failed', { duty, error })
  }
}
