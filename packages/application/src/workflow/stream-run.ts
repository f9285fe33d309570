import type { Logger } from '@weft/domain/kernel'
import type { RunEvent } from '@weft/domain/workflow'
import {
  toWeftError,
  type GenerationBegun,
  type GenerationEvent,
  type GenerationSlot,
} from '../kernel/index.js'
import type { RecordedRun } from './recorded-run.js'

export type StreamRunOptions = {
  /** Absent when clients have been told that it begins. */
  readonly begun: GenerationBegun | undefined
  readonly run: RecordedRun
  /** What clients are told for a batch; by default the batch itself. */
  readonly present?: (events: readonly RunEvent[]) => readonly GenerationEvent[]
  /** Aborted when the run's record cannot be kept; left when the run is over and recorded. */
  readonly slot: GenerationSlot
  readonly logger: Logger
}

/**
 * Tells a recorded run to one client. Rejects when not even the first batch could be recorded; what fails later is told
 * as `GenerationFailed`. A client that stops listening does not stop the run: it goes on, recorded, to its end.
 */
export async function* streamRun(
  options: StreamRunOptions,
): AsyncGenerator<readonly GenerationEvent[], void, undefined> {
  const { run } = options
  let state: 'beginning' | 'running' | 'over' = options.begun ? 'beginning' : 'running'
  try {
    let events = await run.next()
    while (events !== undefined) {
      const told = options.present ? options.present(events) : events
      const batch: readonly GenerationEvent[] =
        state === 'beginning' && options.begun ? [options.begun, ...told] : told
      state = 'running'
      if (batch.length > 0) yield batch
      events = await run.next()
    }
    state = 'over'
  } catch (error) {
    options.slot.abort(error)
    await run.abandon()
    const hasBegun = state === 'running'
    state = 'over'
    if (!hasBegun) throw error
    options.logger.error('a run could not be recorded', { runId: run.record.id, error })
    yield [{ type: 'GenerationFailed', error: toWeftError(error) }]
  } finally {
    if (state === 'over') options.slot.leave()
    else finishUnwatched(options)
  }
}

function finishUnwatched({ run, slot, logger }: StreamRunOptions): void {
  const finish = async () => {
    try {
      await run.drain()
    } catch (error) {
      slot.abort(error)
      await run.abandon()
      logger.error('a run could not be recorded', { runId: run.record.id, error })
    }
  }
  void finish().finally(() => {
    slot.leave()
  })
}
