import { sql, type Kysely } from 'kysely'
import { QueryFailed } from '../query-failed.js'
import { MigrationFailed } from './migration-failed.js'

const INSUFFICIENT_PRIVILEGE = '42501'

/**
 * Sees to it that the role `weft_app` exists and that the migrating user may act as it. Roles belong to the whole server:
 * several databases on it share the role, and taking migrations back leaves it there.
 *
 * @throws MigrationFailed saying what an administrator has to run, when the user may not do this itself.
 */
export async function ensureAppRole(db: Kysely<unknown>): Promise<void> {
  try {
    await sql.raw(ENSURE_ROLE).execute(db)
  } catch (error) {
    if (error instanceof QueryFailed && error.sqlState === INSUFFICIENT_PRIVILEGE)
      throw new MigrationFailed(HOW_TO, { cause: error })
    throw error
  }
}

/** On PostgreSQL 16 and later even the role's creator has to be granted the right to become it. */
const ENSURE_ROLE = `
do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'weft_app') then
    begin
      create role weft_app nologin;
    exception when duplicate_object or unique_violation then
      null;
    end;
  end if;
  begin
    set local role weft_app;
    reset role;
  exception when insufficient_privilege then
    execute format('grant weft_app to %I', current_user);
  end;
end
$$`

const HOW_TO =
  'The database user may not create the role weft_app, which keeps workspaces apart. ' +
  'Let an administrator run once: CREATE ROLE weft_app NOLOGIN; GRANT weft_app TO <the database user>;'
