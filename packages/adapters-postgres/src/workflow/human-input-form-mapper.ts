import { AppId, TenantId } from '@weft/domain/kernel'
import { FormId, HumanInputForm, RunId, type AcceptedSubmission } from '@weft/domain/workflow'
import type { Insertable, Selectable } from 'kysely'
import { StoredFields, storedWord } from '../kernel/stored-fields.js'
import { toStoredJson } from '../kernel/stored-json.js'
import { fromStoredText, toStoredText } from '../kernel/stored-text.js'
import { readForm } from './form-decoder.js'
import type { HumanInputFormTable } from './human-input-form-table.js'

const STATUSES = ['waiting', 'submitted', 'timed-out', 'expired'] as const

/** The row of the form as it is after saving. */
export const toHumanInputFormRow = ({
  properties,
}: HumanInputForm): Insertable<HumanInputFormTable> => ({
  tenant_id: properties.tenantId,
  id: properties.id,
  app_id: properties.appId,
  run_id: properties.runId,
  task_id: toStoredText(properties.taskId),
  token: properties.form.token ?? null,
  // Dates have become ISO 8601 text by the time the text is written.
  form: toStoredJson({ ...properties.form }),
  status: properties.status,
  submission: properties.submission === undefined ? null : toStoredJson(properties.submission),
  is_settled: properties.isSettled,
  expires_at: properties.form.expiresAt,
  created_at: properties.createdAt,
  updated_at: properties.updatedAt,
  version: properties.version + 1,
})

export const toHumanInputForm = (row: Selectable<HumanInputFormTable>): HumanInputForm =>
  HumanInputForm.restore({
    id: FormId.parse(row.id),
    tenantId: TenantId.parse(row.tenant_id),
    appId: AppId.parse(row.app_id),
    runId: RunId.parse(row.run_id),
    taskId: fromStoredText(row.task_id),
    form: readForm(StoredFields.of(row.form, 'human_input_forms.form')),
    status: storedWord(row.status, STATUSES, 'human_input_forms.status'),
    submission:
      row.submission === null
        ? undefined
        : readSubmission(StoredFields.of(row.submission, 'human_input_forms.submission')),
    isSettled: row.is_settled,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
  })

const readSubmission = (fields: StoredFields): AcceptedSubmission => ({
  actionId: fields.text('actionId'),
  values: fields.object('values'),
  submittedBy: fields.optional('submittedBy', (from, name) => from.text(name)),
})
