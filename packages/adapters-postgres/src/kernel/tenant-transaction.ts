import { TenantId } from '@weft/domain/kernel'
import { sql, type Kysely } from 'kysely'
import type { Schema } from './schema.js'
import { TenantSession } from './tenant-session.js'

/** The role the program's transactions run as. It owns no table, so that row-level security binds it. */
export const APP_ROLE = 'weft_app'

/** Runs the work in one transaction that sees and changes rows of one workspace only. */
export async function inTenant<Result>(
  db: Kysely<Schema>,
  tenantId: TenantId,
  work: (session: TenantSession) => Promise<Result>,
): Promise<Result> {
  return db.connection().execute(async (connection) => {
    await beginTenant(connection, tenantId)
    const session = new TenantSession(tenantId, connection)
    try {
      const result = await work(session)
      session.close()
      await commit(connection)
      return result
    } catch (error) {
      session.close()
      await rollBack(connection)
      throw error
    }
  })
}

/** Opens a transaction of the workspace: three statements in one round trip. */
export async function beginTenant(connection: Kysely<Schema>, tenantId: TenantId): Promise<void> {
  await sql`begin; set local role ${sql.id(APP_ROLE)}; ${setTenant(tenantId)}`.execute(connection)
}

/** Goes over to another workspace within a transaction. */
export async function switchTenant(connection: Kysely<Schema>, tenantId: TenantId): Promise<void> {
  await setTenant(tenantId).execute(connection)
}

export async function commit(connection: Kysely<Schema>): Promise<void> {
  await sql`commit`.execute(connection)
}

/** Never fails: a connection that cannot roll back is broken, and the pool throws it away. */
export async function rollBack(connection: Kysely<Schema>): Promise<void> {
  await sql`rollback`.execute(connection).catch(() => undefined)
}

/** `set` takes no bound parameter, so the id is checked once more before it becomes part of the statement. */
function setTenant(tenantId: TenantId) {
  return sql`set local app.tenant_id = ${sql.lit(TenantId.parse(tenantId))}`
}
