import type { ApiKey, ApiKeyDirectory } from '@weft/domain/app'
import type { TenantId } from '@weft/domain/kernel'
import { sql, type Selectable } from 'kysely'
import { kyselyOf, type Database } from '../kernel/database.js'
import { toStoredText } from '../kernel/stored-text.js'
import { inTenant } from '../kernel/tenant-transaction.js'
import { toApiKey } from './app-mapper.js'
import type { ApiKeyTable } from './app-table.js'

/** One write a minute says often enough that a key is in use; a busy key would otherwise cost a write per request. */
const TOUCH_INTERVAL_MS = 60_000
const MAX_REMEMBERED = 10_000

export class PostgresApiKeyDirectory implements ApiKeyDirectory {
  readonly #touched = new Map<string, number>()

  constructor(private readonly database: Database) {}

  async findByHash(hash: string): Promise<ApiKey | undefined> {
    const query = sql<Selectable<ApiKeyTable>>`select * from find_api_key(${toStoredText(hash)})`
    const { rows } = await query.execute(kyselyOf(this.database))
    return rows[0] && toApiKey(rows[0])
  }

  async touch(tenantId: TenantId, hash: string, at: Date): Promise<void> {
    if (!this.isDue(`${tenantId} ${hash}`, at)) return
    await inTenant(kyselyOf(this.database), tenantId, async ({ db }) => {
      await db
        .updateTable('api_keys')
        .set({ last_used_at: at })
        .where('tenant_id', '=', tenantId)
        .where('hash', '=', toStoredText(hash))
        .execute()
    })
  }

  private isDue(key: string, at: Date): boolean {
    const last = this.#touched.get(key)
    if (last !== undefined && at.getTime() - last < TOUCH_INTERVAL_MS) return false
    if (this.#touched.size >= MAX_REMEMBERED) this.#touched.clear()
    this.#touched.set(key, at.getTime())
    return true
  }
}
