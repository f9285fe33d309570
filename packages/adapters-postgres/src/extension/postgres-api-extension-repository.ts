import type { ApiExtension, ApiExtensionId, ApiExtensionRepository } from '@weft/domain/extension'
import { requireSaved, type TenantSession } from '../kernel/tenant-session.js'
import { toApiExtension, toApiExtensionRow } from './api-extension-mapper.js'

export class PostgresApiExtensionRepository implements ApiExtensionRepository {
  constructor(private readonly session: TenantSession) {}

  async find(id: ApiExtensionId): Promise<ApiExtension | undefined> {
    const row = await this.all().where('id', '=', id).executeTakeFirst()
    return row && toApiExtension(row)
  }

  async list(): Promise<readonly ApiExtension[]> {
    const rows = await this.all().orderBy('created_at').orderBy('id').execute()
    return rows.map(toApiExtension)
  }

  async save(extension: ApiExtension): Promise<void> {
    this.session.requireOwn(extension.properties.tenantId)
    const isNew = extension.version === 0
    requireSaved(isNew ? await this.insert(extension) : await this.update(extension), extension)
  }

  async remove(extension: ApiExtension): Promise<void> {
    const { numDeletedRows } = await this.session.db
      .deleteFrom('api_extensions')
      .where('tenant_id', '=', this.session.tenantId)
      .where('id', '=', extension.id)
      .where('version', '=', extension.version)
      .executeTakeFirst()
    requireSaved(numDeletedRows, extension)
  }

  private all() {
    return this.session.db
      .selectFrom('api_extensions')
      .selectAll()
      .where('tenant_id', '=', this.session.tenantId)
  }

  private async insert(extension: ApiExtension): Promise<bigint | undefined> {
    const result = await this.session.db
      .insertInto('api_extensions')
      .values(toApiExtensionRow(extension))
      .onConflict((on) => on.doNothing())
      .executeTakeFirst()
    return result.numInsertedOrUpdatedRows
  }

  /** A taken name is looked for beforehand: a refused statement would end the whole transaction. */
  private async update(extension: ApiExtension): Promise<bigint> {
    const row = toApiExtensionRow(extension)
    const result = await this.session.db
      .updateTable('api_extensions')
      .set(row)
      .where('tenant_id', '=', this.session.tenantId)
      .where('id', '=', extension.id)
      .where('version', '=', extension.version)
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('api_extensions as other')
              .select('other.id')
              .where('other.tenant_id', '=', this.session.tenantId)
              .where('other.id', '!=', extension.id)
              .where('other.name', '=', row.name),
          ),
        ),
      )
      .executeTakeFirst()
    return result.numUpdatedRows
  }
}
