import { TokenUsage, type Clock, type Logger } from '@weft/domain/kernel'
import {
  ConcurrentRunUpdate,
  type RecordedRunEvent,
  type RunEventStore,
  type RunFailed,
  type WorkflowRun,
} from '@weft/domain/workflow'
import type { UnitOfWork } from '../kernel/index.js'
import { FormRecorder } from './form-recorder.js'
import { advanceRunRecord } from './run-record.js'

const INTERRUPTED = 'interrupted by a restart'

export type EndOrphanedRunsPorts = {
  readonly runEvents: RunEventStore
  readonly unitOfWork: UnitOfWork
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * Ends the runs a dead process left behind, and the messages that wait for them, so that nothing stays `running`.
 * To be done before this process begins runs of its own, and only where no other process serves the same store: whose
 * run is whose cannot be told.
 */
export class EndOrphanedRuns {
  constructor(private readonly ports: EndOrphanedRunsPorts) {}

  /** How many runs were ended. Those that were begun, or resumed, at `startedBefore` (default: now) or later are left alone. */
  async execute(args: { readonly startedBefore?: Date } = {}): Promise<number> {
    const startedBefore = args.startedBefore ?? this.ports.clock.now()
    const orphans = await this.ports.runEvents.listUnfinished(startedBefore)
    let ended = 0
    for (const run of orphans) if (await this.end(run, startedBefore)) ended++
    if (ended > 0) this.ports.logger.warn('ended runs that a restart interrupted', { runs: ended })
    return ended
  }

  private async end(run: WorkflowRun, startedBefore: Date): Promise<boolean> {
    const events = await this.ports.runEvents.read(run.tenantId, run.id)
    // A run that was paused may have begun long ago and go on since a moment.
    if (wasResumedSince(events, startedBefore)) return false
    await this.failMessage(run)
    const steps = events.filter(({ event }) => event.type === 'NodeStarted').length
    const end = this.failure(steps)
    try {
      await this.ports.runEvents.append(advanceRunRecord(run, end), [end], events.length)
      await new FormRecorder(this.ports, { run, taskId: run.id, isResumed: true }).observe([end])
      return true
    } catch (error) {
      // Another process came first: the run is ended, or alive after all.
      if (error instanceof ConcurrentRunUpdate) return false
      throw error
    }
  }

  private failure(steps: number): RunFailed {
    return {
      type: 'RunFailed',
      error: INTERRUPTED,
      usage: TokenUsage.none,
      steps,
      exceptionsCount: 0,
      at: this.ports.clock.now(),
    }
  }

  private failMessage(run: WorkflowRun): Promise<void> {
    return this.ports.unitOfWork.run(run.tenantId, async ({ messages, outbox }) => {
      const message = await messages.findByRun(run.id)
      if (message?.properties.status !== 'pending') return
      const { answer, usage } = message.properties
      const failed = message.fail({ answer, usage, error: INTERRUPTED, at: this.ports.clock.now() })
      await messages.save(failed)
      await outbox.add(failed.recordedEvents)
    })
  }
}

function wasResumedSince(events: readonly RecordedRunEvent[], time: Date): boolean {
  return events.some(
    ({ event }) => event.type === 'RunStarted' && event.reason === 'resumption' && event.at >= time,
  )
}
