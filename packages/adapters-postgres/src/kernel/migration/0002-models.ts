import { sql, type Migration } from 'kysely'
import { isolateByWorkspace } from './isolate.js'

const TABLES = [
  'model_credentials',
  'model_settings',
  'default_models',
  'model_calls',
  'embedding_vectors',
] as const

/** What workspaces keep about models: sealed credentials, decisions, calls made, and vectors computed before. */
export const models: Migration = {
  async up(db) {
    await sql.raw(CREATE_TABLES).execute(db)
    for (const table of TABLES) await isolateByWorkspace(db, table)
    await sql.raw(GRANTS).execute(db)
    await sql.raw(ACROSS_WORKSPACES).execute(db)
  },
  async down(db) {
    await sql.raw('drop function list_credential_workspaces').execute(db)
    for (const table of [...TABLES].reverse()) await db.schema.dropTable(table).execute()
  },
}

/** Names sort by code unit, as the program sorts them. Calls refer to nothing: they outlive what they were made with. */
const CREATE_TABLES = `
create table model_credentials (
  tenant_id uuid not null,
  id uuid not null,
  provider text collate "C" not null,
  model_type text,
  model_name text collate "C",
  name text collate "C" not null,
  sealed text not null,
  is_active boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version integer not null,
  primary key (tenant_id, id)
);
create unique index model_credentials_name on model_credentials
  (tenant_id, provider, coalesce(model_type, ''), coalesce(model_name, ''), name);

create table model_settings (
  tenant_id uuid not null,
  model_type text collate "C" not null,
  provider text collate "C" not null,
  model_name text collate "C" not null,
  document json not null,
  primary key (tenant_id, model_type, provider, model_name)
);

create table default_models (
  tenant_id uuid not null,
  model_type text collate "C" not null,
  provider text not null,
  model_name text not null,
  primary key (tenant_id, model_type)
);

create table model_calls (
  tenant_id uuid not null,
  id uuid not null,
  called_at timestamptz not null,
  model_type text not null,
  provider text collate "C" not null,
  model_name text collate "C" not null,
  credential_id uuid,
  app_id uuid,
  end_user text,
  node_id text,
  prompt_tokens bigint not null,
  completion_tokens bigint not null,
  total_price numeric not null,
  currency text not null,
  usage json not null,
  is_usage_counted boolean not null,
  outcome text not null,
  failure_kind text,
  primary key (tenant_id, id)
);
create index model_calls_by_time on model_calls (tenant_id, called_at);

create table embedding_vectors (
  tenant_id uuid not null,
  provider text not null,
  model_name text not null,
  hash text not null,
  vector bytea not null,
  created_at timestamptz not null,
  primary key (tenant_id, provider, model_name, hash)
);
`

const GRANTS = `
grant select, insert, update, delete on model_credentials, model_settings, default_models to weft_app;
grant select, insert on model_calls, embedding_vectors to weft_app;
`

/** Which workspaces there is something to seal again for, asked when the key changes. */
const ACROSS_WORKSPACES = `
create policy migrator on model_credentials for select to current_user using (true);

create function list_credential_workspaces() returns setof uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select distinct tenant_id from model_credentials order by tenant_id;
end;
revoke all on function list_credential_workspaces() from public;
grant execute on function list_credential_workspaces() to weft_app;
`
