import { sql } from 'kysely'
import type { TenantSession } from './tenant-session.js'

/**
 * Whether this transaction is the only one that does such a thing for its workspace. If so, it stays the only one until
 * it ends: others are told at once that they are not.
 */
export async function isAlone(session: TenantSession, purpose: string): Promise<boolean> {
  const name = `weft ${session.tenantId} ${purpose}`
  const query = sql<{ is_alone: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as is_alone`
  const { rows } = await query.execute(session.db)
  return rows[0]?.is_alone === true
}
