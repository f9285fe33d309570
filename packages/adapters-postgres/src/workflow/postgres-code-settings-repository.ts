import type { CodeSettings, CodeSettingsRepository } from '@weft/domain/workflow'
import { requireSaved, type TenantSession } from '../kernel/tenant-session.js'
import { toCodeSettings, toCodeSettingsRow } from './code-settings-mapper.js'

export class PostgresCodeSettingsRepository implements CodeSettingsRepository {
  constructor(private readonly session: TenantSession) {}

  async find(): Promise<CodeSettings | undefined> {
    const row = await this.session.db
      .selectFrom('code_settings')
      .selectAll()
      .where('tenant_id', '=', this.session.tenantId)
      .executeTakeFirst()
    return row && toCodeSettings(row)
  }

  async save(settings: CodeSettings): Promise<void> {
    this.session.requireOwn(settings.id)
    const isNew = settings.version === 0
    requireSaved(isNew ? await this.insert(settings) : await this.update(settings), settings)
  }

  private async insert(settings: CodeSettings): Promise<bigint | undefined> {
    const result = await this.session.db
      .insertInto('code_settings')
      .values(toCodeSettingsRow(settings))
      .onConflict((on) => on.doNothing())
      .executeTakeFirst()
    return result.numInsertedOrUpdatedRows
  }

  private async update(settings: CodeSettings): Promise<bigint> {
    const result = await this.session.db
      .updateTable('code_settings')
      .set(toCodeSettingsRow(settings))
      .where('tenant_id', '=', this.session.tenantId)
      .where('version', '=', settings.version)
      .executeTakeFirst()
    return result.numUpdatedRows
  }
}
