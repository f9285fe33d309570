import { TenantId } from '@weft/domain/kernel'
import { sql, type Kysely } from 'kysely'
import { isConnectionLost } from './query-failed.js'
import type { Schema } from './schema.js'
import { TenantSession } from './tenant-session.js'

/** The role the program's transactions run as. It owns no table, so that row-level security binds it. */
const APP_ROLE = 'weft_app'

/** A server that was restarted leaves dead connections in the pool, which are noticed one at a time. */
const MAX_ATTEMPTS = 5

/** Runs the work in one transaction that sees and changes rows of one workspace only. */
export async function inTenant<Result>(
  db: Kysely<Schema>,
  tenantId: TenantId,
  work: (session: TenantSession) => Promise<Result>,
): Promise<Result> {
  return inTransaction(db, tenantId, async (connection) => {
    const session = new TenantSession(tenantId, connection)
    try {
      return await work(session)
    } finally {
      session.close()
    }
  })
}

/**
 * Runs the work in one transaction, which starts in the given workspace. What turns out to be a dead connection before
 * the work has begun is replaced.
 */
export async function inTransaction<Result>(
  db: Kysely<Schema>,
  tenantId: TenantId,
  work: (connection: Kysely<Schema>) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await db.connection().execute(async (connection) => {
      const failure = await beginTenant(connection, tenantId).catch((error: unknown) => ({ error }))
      return failure ?? { result: await finish(connection, work) }
    })
    if ('result' in outcome) return outcome.result
    if (attempt === MAX_ATTEMPTS || !isConnectionLost(outcome.error)) throw outcome.error
  }
}

async function finish<Result>(
  connection: Kysely<Schema>,
  work: (connection: Kysely<Schema>) => Promise<Result>,
): Promise<Result> {
  try {
    const result = await work(connection)
    await sql`commit`.execute(connection)
    return result
  } catch (error) {
    // A connection that cannot roll back is broken, and the pool throws it away.
    await sql`rollback`.execute(connection).catch(() => undefined)
    throw error
  }
}

/** Opens a transaction of the workspace: three statements in one round trip. */
async function beginTenant(connection: Kysely<Schema>, tenantId: TenantId): Promise<void> {
  await sql`begin; set local role ${sql.id(APP_ROLE)}; ${setTenant(tenantId)}`.execute(connection)
}

/** Goes over to another workspace within a transaction. */
export async function switchTenant(connection: Kysely<Schema>, tenantId: TenantId): Promise<void> {
  await setTenant(tenantId).execute(connection)
}

/** `set` takes no bound parameter, so the id is checked once more before it becomes part of the statement. */
function setTenant(tenantId: TenantId) {
  return sql`set local app.tenant_id = ${sql.lit(TenantId.parse(tenantId))}`
}
