import type { ApiKey, ApiKeyRepository } from '@weft/domain/app'
import type { AppId } from '@weft/domain/kernel'
import { requireSaved, type TenantSession } from '../kernel/tenant-session.js'
import { toApiKey, toApiKeyRow } from './app-mapper.js'

export class PostgresApiKeyRepository implements ApiKeyRepository {
  constructor(private readonly session: TenantSession) {}

  async listByApp(appId: AppId): Promise<readonly ApiKey[]> {
    const rows = await this.session.db
      .selectFrom('api_keys')
      .selectAll()
      .where('tenant_id', '=', this.session.tenantId)
      .where('app_id', '=', appId)
      .where('revoked_at', 'is', null)
      .orderBy('created_at')
      .orderBy('id')
      .execute()
    return rows.map(toApiKey)
  }

  async save(key: ApiKey): Promise<void> {
    this.session.requireOwn(key.properties.tenantId)
    requireSaved(key.version === 0 ? await this.insert(key) : await this.update(key), key)
  }

  private async insert(key: ApiKey): Promise<bigint | undefined> {
    const result = await this.session.db
      .insertInto('api_keys')
      .values(toApiKeyRow(key))
      .onConflict((on) => on.doNothing())
      .executeTakeFirst()
    return result.numInsertedOrUpdatedRows
  }

  private async update(key: ApiKey): Promise<bigint> {
    const result = await this.session.db
      .updateTable('api_keys')
      .set(toApiKeyRow(key))
      .where('tenant_id', '=', this.session.tenantId)
      .where('id', '=', key.id)
      .where('version', '=', key.version)
      .executeTakeFirst()
    return result.numUpdatedRows
  }
}
