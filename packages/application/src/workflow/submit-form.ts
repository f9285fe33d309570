import type { EndUser } from '@weft/domain/account'
import type { App } from '@weft/domain/app'
import {
  Conflict,
  type Clock,
  type JsonObject,
  type Logger,
  type RequestContext,
} from '@weft/domain/kernel'
import {
  checkSubmission,
  FormAlreadySubmitted,
  FormNotFound,
  type HumanInputForm,
} from '@weft/domain/workflow'
import type { UnitOfWork } from '../kernel/index.js'
import { toFileValues } from './file-argument.js'
import type { PausedRuns } from './paused-runs.js'

export type SubmitFormPorts = {
  readonly unitOfWork: UnitOfWork
  readonly pausedRuns: Pick<PausedRuns, 'tell'>
  readonly clock: Clock
  readonly logger: Logger
}

export type SubmitFormArgs = {
  readonly app: App
  /** Who fills it in: the token is the authority, whoever has it. */
  readonly endUser: EndUser
  readonly token: string
  readonly action: string
  readonly inputs: JsonObject
}

/** Fills in the form a run waits for. The first submission is final, and takes the run on. */
export class SubmitForm {
  constructor(private readonly ports: SubmitFormPorts) {}

  /**
   * Resolves when the submission is stored, and the run, if it has paused, goes on.
   *
   * @throws FormNotFound when the app has no such form.
   * @throws FormAlreadySubmitted or FormExpired when it cannot be filled in any more.
   * @throws InvalidFormData when what is filled in does not fit; the form stays open.
   */
  async execute(context: RequestContext, args: SubmitFormArgs): Promise<void> {
    const form = await this.accept(context, args)
    try {
      await this.ports.pausedRuns.tell(form)
    } catch (error) {
      // The submission stands; forms whose run was not told of their end are looked after later.
      this.ports.logger.error('a paused run could not be resumed', {
        runId: form.properties.runId,
        error,
      })
    }
  }

  private async accept(
    { tenantId }: RequestContext,
    { app, endUser, token, action, inputs }: SubmitFormArgs,
  ): Promise<HumanInputForm> {
    const { clock, unitOfWork } = this.ports
    return unitOfWork.run(tenantId, async ({ humanInputForms, outbox }) => {
      const form = await humanInputForms.findByToken(app.id, token)
      if (!form) throw new FormNotFound()
      const at = clock.now()
      form.requireOpen(at)
      const values = checkSubmission(form.properties.form, { action, inputs }, toFileValues)
      const submitted = form.submit({ actionId: action, values, submittedBy: endUser.id, at })
      await humanInputForms.save(submitted).catch((error: unknown) => {
        throw error instanceof Conflict ? new FormAlreadySubmitted(form.id) : error
      })
      await outbox.add(submitted.recordedEvents)
      return submitted
    })
  }
}
