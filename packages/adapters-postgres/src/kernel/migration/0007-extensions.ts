import { sql, type Migration } from 'kysely'
import { isolateByWorkspace } from './isolate.js'

/** The API extensions of workspaces, and what a message was asked with and how long its answer took. */
export const extensions: Migration = {
  async up(db) {
    await sql.raw(CREATE_TABLE).execute(db)
    await isolateByWorkspace(db, 'api_extensions')
    await sql.raw(ACCOUNT_FOR_MESSAGES).execute(db)
    await sql.raw(GRANTS).execute(db)
    await sql.raw(ACROSS_WORKSPACES).execute(db)
  },
  async down(db) {
    await sql.raw(TAKE_BACK).execute(db)
    await db.schema.dropTable('api_extensions').execute()
  },
}

const CREATE_TABLE = `
create table api_extensions (
  tenant_id uuid not null,
  id uuid not null,
  name text collate "C" not null,
  endpoint text not null,
  sealed_key text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version integer not null,
  primary key (tenant_id, id)
);
create unique index api_extensions_name on api_extensions (tenant_id, name);
`

/** The defaults serve processes of the version before, which do not know the columns. */
const ACCOUNT_FOR_MESSAGES = `
alter table messages
  add column prompt json not null default '[]',
  add column response_seconds double precision not null default 0;
`

const GRANTS = `
grant select, insert, update, delete on api_extensions to weft_app;
`

/** Their keys are sealed again like credentials, when the key changes. */
const ACROSS_WORKSPACES = `
create policy migrator on api_extensions for select to current_user using (true);

create or replace function list_credential_workspaces() returns setof uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select tenant_id from model_credentials
  union
  select tenant_id from api_extensions
  order by tenant_id;
end;
`

const TAKE_BACK = `
create or replace function list_credential_workspaces() returns setof uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select distinct tenant_id from model_credentials order by tenant_id;
end;
alter table messages drop column prompt, drop column response_seconds;
`
