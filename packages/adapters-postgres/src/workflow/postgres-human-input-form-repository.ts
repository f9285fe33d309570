import { TenantId, type AppId } from '@weft/domain/kernel'
import {
  FormId,
  type DueForm,
  type HumanInputForm,
  type HumanInputFormRepository,
  type HumanInputFormSchedule,
  type RunId,
} from '@weft/domain/workflow'
import { sql } from 'kysely'
import { kyselyOf, type Database } from '../kernel/database.js'
import { requireSaved, type TenantSession } from '../kernel/tenant-session.js'
import { toHumanInputForm, toHumanInputFormRow } from './human-input-form-mapper.js'

export class PostgresHumanInputFormRepository implements HumanInputFormRepository {
  constructor(private readonly session: TenantSession) {}

  async find(id: FormId): Promise<HumanInputForm | undefined> {
    const row = await this.all().where('id', '=', id).executeTakeFirst()
    return row && toHumanInputForm(row)
  }

  async findByToken(appId: AppId, token: string): Promise<HumanInputForm | undefined> {
    // No stored text has this character, and the driver would not send it.
    if (token.includes('\0')) return undefined
    const row = await this.all()
      .where('app_id', '=', appId)
      .where('token', '=', token)
      .executeTakeFirst()
    return row && toHumanInputForm(row)
  }

  async listByRun(runId: RunId): Promise<readonly HumanInputForm[]> {
    const rows = await this.all()
      .where('run_id', '=', runId)
      .orderBy('created_at')
      .orderBy('id')
      .execute()
    return rows.map(toHumanInputForm)
  }

  async listByTask(appId: AppId, taskId: string): Promise<readonly HumanInputForm[]> {
    if (taskId.includes('\0')) return []
    const rows = await this.all()
      .where('app_id', '=', appId)
      .where('task_id', '=', taskId)
      .where('is_settled', '=', false)
      .orderBy('created_at')
      .orderBy('id')
      .execute()
    return rows.map(toHumanInputForm)
  }

  async save(form: HumanInputForm): Promise<void> {
    this.session.requireOwn(form.properties.tenantId)
    requireSaved(form.version === 0 ? await this.insert(form) : await this.update(form), form)
  }

  private all() {
    return this.session.db
      .selectFrom('human_input_forms')
      .selectAll()
      .where('tenant_id', '=', this.session.tenantId)
  }

  private async insert(form: HumanInputForm): Promise<bigint | undefined> {
    const result = await this.session.db
      .insertInto('human_input_forms')
      .values(toHumanInputFormRow(form))
      .onConflict((on) => on.doNothing())
      .executeTakeFirst()
    return result.numInsertedOrUpdatedRows
  }

  private async update(form: HumanInputForm): Promise<bigint> {
    const result = await this.session.db
      .updateTable('human_input_forms')
      .set(toHumanInputFormRow(form))
      .where('tenant_id', '=', this.session.tenantId)
      .where('id', '=', form.id)
      .where('version', '=', form.version)
      .executeTakeFirst()
    return result.numUpdatedRows
  }
}

export class PostgresHumanInputFormSchedule implements HumanInputFormSchedule {
  constructor(private readonly database: Database) {}

  async listDue(at: Date, settledBefore: Date, limit: number): Promise<readonly DueForm[]> {
    const query = sql<{ tenant_id: string; id: string }>`
      select * from list_due_forms(${at}, ${settledBefore}, ${limit})`
    const { rows } = await query.execute(kyselyOf(this.database))
    return rows.map(({ tenant_id, id }) => ({
      tenantId: TenantId.parse(tenant_id),
      formId: FormId.parse(id),
    }))
  }
}
