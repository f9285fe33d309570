import type { AppId, TenantId } from '../../kernel/index.js'
import type { RunId } from '../run/run-id.js'
import type { FormId } from './form-id.js'
import type { HumanInputForm } from './human-input-form.js'

/** Forms of one workspace. */
export interface HumanInputFormRepository {
  find(id: FormId): Promise<HumanInputForm | undefined>
  /** The app's form that this token opens. */
  findByToken(appId: AppId, token: string): Promise<HumanInputForm | undefined>
  /** Every form the run has asked for, oldest first. */
  listByRun(runId: RunId): Promise<readonly HumanInputForm[]>
  /** Forms that hold up the app's generation with this task id, oldest first. */
  listByTask(appId: AppId, taskId: string): Promise<readonly HumanInputForm[]>
  /** @throws Conflict when somebody else saved the form since it was loaded, or a form with its token is there. */
  save(form: HumanInputForm): Promise<void>
}

/** A form that somebody has to look after. */
export type DueForm = {
  readonly tenantId: TenantId
  readonly formId: FormId
}

/** The forms of every workspace, by time. */
export interface HumanInputFormSchedule {
  /**
   * Forms that wait although their time was up at `at`, and forms whose end their run does not know of although it came
   * before `settledBefore`; the oldest first, at most `limit`.
   */
  listDue(at: Date, settledBefore: Date, limit: number): Promise<readonly DueForm[]>
}
