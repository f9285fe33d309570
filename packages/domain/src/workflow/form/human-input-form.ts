import { AggregateRoot, type AppId, type JsonObject, type TenantId } from '../../kernel/index.js'
import type { RunId } from '../run/run-id.js'
import type { FormResolution } from './form-answer.js'
import { FormAlreadySubmitted, FormExpired } from './form-error.js'
import type { FormId } from './form-id.js'
import type { Form } from './form.js'

export type HumanInputFormProperties = {
  readonly id: FormId
  readonly tenantId: TenantId
  readonly appId: AppId
  /** The run that waits for it. */
  readonly runId: RunId
  /** What the caller of the run may stop it by. */
  readonly taskId: string
  readonly form: Form
  /** `expired` when its run cannot be resumed by it: the run is over, or the form too old. */
  readonly status: 'waiting' | 'submitted' | 'timed-out' | 'expired'
  readonly submission: AcceptedSubmission | undefined
  /** Whether the run knows of the form's end. */
  readonly isSettled: boolean
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly version: number
}

export type AcceptedSubmission = {
  readonly actionId: string
  readonly values: JsonObject
  /** Id of the end user, if one is known. */
  readonly submittedBy: string | undefined
}

/** A form that holds up a run. The first submission is final. */
export class HumanInputForm extends AggregateRoot<FormId> {
  private constructor(readonly properties: HumanInputFormProperties) {
    super(properties.id, properties.version)
  }

  static open(
    args: Pick<HumanInputFormProperties, 'tenantId' | 'appId' | 'runId' | 'taskId' | 'form'> & {
      readonly at: Date
    },
  ): HumanInputForm {
    const { at, ...rest } = args
    return new HumanInputForm({
      ...rest,
      id: rest.form.id,
      status: 'waiting',
      submission: undefined,
      isSettled: false,
      createdAt: at,
      updatedAt: at,
      version: 0,
    })
  }

  static restore(properties: HumanInputFormProperties): HumanInputForm {
    return new HumanInputForm(properties)
  }

  get isWaiting(): boolean {
    return this.properties.status === 'waiting'
  }

  /** What the run is to be told; nothing while the form waits, or when the run is not to go on. */
  get resolution(): FormResolution | undefined {
    const { status, submission } = this.properties
    if (status === 'timed-out') return { type: 'timed-out', formId: this.id }
    if (submission === undefined) return undefined
    const { actionId, values } = submission
    return { type: 'submitted', formId: this.id, actionId, values }
  }

  /** @throws FormAlreadySubmitted or FormExpired unless it can be filled in. */
  requireOpen(at: Date): void {
    const { status, form } = this.properties
    if (status === 'submitted') throw new FormAlreadySubmitted(this.id)
    if (status !== 'waiting' || form.expiresAt <= at) throw new FormExpired(this.id)
  }

  /**
   * Takes what was filled in, which has been checked.
   *
   * @throws FormAlreadySubmitted or FormExpired unless it can be filled in.
   */
  submit({ at, ...submission }: AcceptedSubmission & { readonly at: Date }): HumanInputForm {
    this.requireOpen(at)
    const form = this.changed({ status: 'submitted', submission, updatedAt: at })
    form.recordEnd('HumanInputFormSubmitted', at, { actionId: submission.actionId })
    return form
  }

  /** Nobody filled it in in time. Changes nothing unless it waits. */
  timeOut(at: Date): HumanInputForm {
    if (!this.isWaiting) return this
    const form = this.changed({ status: 'timed-out', updatedAt: at })
    form.recordEnd('HumanInputFormTimedOut', at, {})
    return form
  }

  /** It cannot be filled in any more, and its run will not hear of it. Changes nothing unless it waits. */
  expire(at: Date): HumanInputForm {
    if (!this.isWaiting) return this
    const form = this.changed({ status: 'expired', isSettled: true, updatedAt: at })
    form.recordEnd('HumanInputFormExpired', at, {})
    return form
  }

  /** The run knows of the form's end, or will never ask. */
  settle(at: Date): HumanInputForm {
    return this.changed({ isSettled: true, updatedAt: at })
  }

  private recordEnd(type: string, at: Date, data: JsonObject): void {
    const { appId, runId } = this.properties
    const ids = { appId, runId }
    this.record({
      type,
      schemaVersion: 1,
      aggregateId: this.id,
      at,
      data: { ...ids, ...data },
    })
  }

  private changed(change: Partial<HumanInputFormProperties>): HumanInputForm {
    return new HumanInputForm({ ...this.properties, ...change }).carryEventsFrom(this)
  }
}
