import { Conflict, type Clock, type Logger } from '@weft/domain/kernel'
import type { DueForm, HumanInputForm, HumanInputFormSchedule } from '@weft/domain/workflow'
import type { UnitOfWork } from '../kernel/index.js'
import type { PausedRuns } from './paused-runs.js'

export type ExpireFormsPorts = {
  readonly schedule: HumanInputFormSchedule
  readonly unitOfWork: UnitOfWork
  readonly pausedRuns: Pick<PausedRuns, 'tell'>
  readonly clock: Clock
  readonly logger: Logger
}

const MOST_AT_ONCE = 200

/** What came to an end longer ago than this, and was not told, is not about to be told by anybody. */
const UNTOLD_AFTER_MS = 60_000

/**
 * Ends forms whose time is up, which takes their runs on along the way of the time-out, and tells runs of submissions
 * they were not told of. To be done every minute; any number of processes may.
 */
export class ExpireForms {
  constructor(private readonly ports: ExpireFormsPorts) {}

  /** How many forms were looked after. */
  async execute(): Promise<number> {
    const { schedule, clock } = this.ports
    const at = clock.now()
    const untoldBefore = new Date(at.getTime() - UNTOLD_AFTER_MS)
    const due = await schedule.listDue(at, untoldBefore, MOST_AT_ONCE)
    for (const form of due) await this.lookAfter(form)
    return due.length
  }

  private async lookAfter(due: DueForm): Promise<void> {
    try {
      const form = await this.timeOut(due)
      if (form) await this.ports.pausedRuns.tell(form)
    } catch (error) {
      // Somebody submitted it at the last moment, or another process came first.
      if (error instanceof Conflict) return
      this.ports.logger.error('a form could not be ended', { formId: due.formId, error })
    }
  }

  private timeOut({ tenantId, formId }: DueForm): Promise<HumanInputForm | undefined> {
    return this.ports.unitOfWork.run(tenantId, async ({ humanInputForms, outbox }) => {
      const form = await humanInputForms.find(formId)
      if (!form?.isWaiting) return form
      const ended = form.timeOut(this.ports.clock.now())
      await humanInputForms.save(ended)
      await outbox.add(ended.recordedEvents)
      return ended
    })
  }
}
