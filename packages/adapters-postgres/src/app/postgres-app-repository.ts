import type { App, AppRepository } from '@weft/domain/app'
import type { AppId, Page, PageRequest } from '@weft/domain/kernel'
import { sql } from 'kysely'
import { requireSaved, type TenantSession } from '../kernel/tenant-session.js'
import { toApp, toAppRow } from './app-mapper.js'

export class PostgresAppRepository implements AppRepository {
  constructor(private readonly session: TenantSession) {}

  async find(id: AppId): Promise<App | undefined> {
    const row = await this.existing().selectAll().where('id', '=', id).executeTakeFirst()
    return row && toApp(row)
  }

  async list({ page, limit, offset }: PageRequest): Promise<Page<App>> {
    const rows = await this.existing()
      .selectAll()
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .offset(offset)
      .execute()
    const { total } = await this.existing()
      .select(sql<number>`count(*)::int`.as('total'))
      .executeTakeFirstOrThrow()
    return { items: rows.map(toApp), total, page, limit }
  }

  async save(app: App): Promise<void> {
    this.session.requireOwn(app.tenantId)
    requireSaved(app.version === 0 ? await this.insert(app) : await this.update(app), app)
  }

  private existing() {
    return this.session.db
      .selectFrom('apps')
      .where('tenant_id', '=', this.session.tenantId)
      .where('deleted_at', 'is', null)
  }

  private async insert(app: App): Promise<bigint | undefined> {
    const result = await this.session.db
      .insertInto('apps')
      .values(toAppRow(app))
      .onConflict((on) => on.doNothing())
      .executeTakeFirst()
    return result.numInsertedOrUpdatedRows
  }

  private async update(app: App): Promise<bigint> {
    const result = await this.session.db
      .updateTable('apps')
      .set(toAppRow(app))
      .where('tenant_id', '=', this.session.tenantId)
      .where('id', '=', app.id)
      .where('version', '=', app.version)
      .executeTakeFirst()
    return result.numUpdatedRows
  }
}
