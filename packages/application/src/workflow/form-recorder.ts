import type { Clock } from '@weft/domain/kernel'
import {
  HumanInputForm,
  isRunEnded,
  type Form,
  type RunEvent,
  type WorkflowRun,
} from '@weft/domain/workflow'
import type { Repositories, UnitOfWork } from '../kernel/index.js'

export type FormRecorderOptions = {
  readonly run: Pick<WorkflowRun, 'id' | 'tenantId' | 'appId'>
  /** What the caller of the run may stop it by. */
  readonly taskId: string
  /** Whether the run goes on after a pause, so that there are forms of it. Default false. */
  readonly isResumed?: boolean
}

/** Keeps the forms a run asks for, so that they can be filled in as soon as anybody hears of them. */
export class FormRecorder {
  #hasForms: boolean

  constructor(
    private readonly ports: { readonly unitOfWork: UnitOfWork; readonly clock: Clock },
    private readonly options: FormRecorderOptions,
  ) {
    this.#hasForms = options.isResumed ?? false
  }

  /** Resolves when what the events say of forms is stored. */
  async observe(events: readonly RunEvent[]): Promise<void> {
    const asked = events.flatMap((event) =>
      event.type === 'NodePaused' && event.reason.type === 'form' ? [event.reason.form] : [],
    )
    if (asked.length > 0) await this.open(asked)
    const end = events.at(-1)
    if (this.#hasForms && end && isRunEnded(end)) await this.closeAll()
  }

  private open(forms: readonly Form[]): Promise<void> {
    this.#hasForms = true
    return this.withForms(async ({ humanInputForms }) => {
      for (const form of forms) {
        const isKnown = (await humanInputForms.find(form.id)) !== undefined
        if (!isKnown) await humanInputForms.save(this.newForm(form))
      }
    })
  }

  private newForm(form: Form): HumanInputForm {
    const { run, taskId } = this.options
    const { id: runId, tenantId, appId } = run
    return HumanInputForm.open({ tenantId, appId, runId, taskId, form, at: this.now() })
  }

  /** Nobody will hear of forms of a run that is over. */
  private closeAll(): Promise<void> {
    return this.withForms(async ({ humanInputForms, outbox }) => {
      for (const form of await humanInputForms.listByRun(this.options.run.id)) {
        const closed = form.isWaiting ? form.expire(this.now()) : form.settle(this.now())
        if (form.properties.isSettled) continue
        await humanInputForms.save(closed)
        await outbox.add(closed.recordedEvents)
      }
    })
  }

  private withForms(work: (repositories: Repositories) => Promise<void>): Promise<void> {
    return this.ports.unitOfWork.run(this.options.run.tenantId, work)
  }

  private now(): Date {
    return this.ports.clock.now()
  }
}
