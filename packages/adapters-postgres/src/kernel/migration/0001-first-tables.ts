import { sql, type Kysely, type Migration } from 'kysely'
import { ensureAppRole } from './app-role.js'

/** Tables in an order in which each refers to earlier ones only. */
const TABLES = [
  'tenants',
  'accounts',
  'apps',
  'app_configurations',
  'api_keys',
  'workflows',
  'end_users',
  'conversations',
  'conversation_variables',
  'messages',
  'workflow_runs',
  'workflow_run_events',
  'outbox',
] as const

export const firstTables: Migration = {
  async up(db) {
    await ensureAppRole(db)
    await sql.raw(CREATE_TABLES).execute(db)
    for (const table of TABLES) await isolate(db, table)
    await sql.raw(GRANTS).execute(db)
    await sql.raw(ACROSS_WORKSPACES).execute(db)
  },
  async down(db) {
    await sql.raw('drop function find_api_key; drop function list_unfinished_runs').execute(db)
    for (const table of [...TABLES].reverse()) await db.schema.dropTable(table).execute()
  },
}

/** Shows and takes rows of the transaction's workspace only; without a workspace, none. Binds the table's owner too. */
async function isolate(db: Kysely<unknown>, table: (typeof TABLES)[number]): Promise<void> {
  const key = sql.id(table === 'tenants' ? 'id' : 'tenant_id')
  await sql`
    alter table ${sql.id(table)} enable row level security;
    alter table ${sql.id(table)} force row level security;
    create policy workspace on ${sql.id(table)} to weft_app
      using (${key} = nullif(current_setting('app.tenant_id', true), '')::uuid)
  `.execute(db)
}

/**
 * Documents are `json`, not `jsonb`: they come back with their keys in order and with every character they had.
 * References within a workspace are checked when the transaction ends, so that their order within it does not matter.
 * Runs refer to nothing: they are written in bulk, and outlive what they ran.
 */
const CREATE_TABLES = `
create table tenants (
  id uuid primary key,
  name text not null,
  status text not null,
  owner_id uuid not null,
  created_at timestamptz not null,
  version integer not null
);

create table accounts (
  tenant_id uuid not null,
  id uuid not null,
  name text not null,
  email text not null,
  created_at timestamptz not null,
  primary key (tenant_id, id)
);

create table apps (
  tenant_id uuid not null,
  id uuid not null,
  mode text not null,
  name text not null,
  description text not null,
  icon_type text not null,
  icon_value text,
  icon_background text not null,
  use_icon_as_answer_icon boolean not null,
  dsl_extras json not null,
  status text not null,
  api_enabled boolean not null,
  site_enabled boolean not null,
  max_active_requests integer not null,
  configuration_id uuid,
  published_workflow_id uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  version integer not null,
  primary key (tenant_id, id)
);
create index apps_newest on apps (tenant_id, created_at desc, id desc) where deleted_at is null;

create table app_configurations (
  tenant_id uuid not null,
  id uuid not null,
  app_id uuid not null,
  document json not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, app_id) references apps deferrable initially deferred
);

create table api_keys (
  tenant_id uuid not null,
  id uuid not null,
  app_id uuid,
  hash text not null,
  hint text not null,
  created_at timestamptz not null,
  revoked_at timestamptz,
  last_used_at timestamptz,
  version integer not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, app_id) references apps deferrable initially deferred
);
create unique index api_keys_hash on api_keys (hash);
create index api_keys_by_app on api_keys (tenant_id, app_id, created_at, id) where revoked_at is null;

create table workflows (
  tenant_id uuid not null,
  id uuid not null,
  app_id uuid not null,
  version_label text not null,
  document json not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version integer not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, app_id) references apps deferrable initially deferred
);
create unique index workflows_one_draft on workflows (tenant_id, app_id) where version_label = 'draft';

create table end_users (
  tenant_id uuid not null,
  id uuid not null,
  app_id uuid not null,
  type text not null,
  session_id text not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, app_id, type, session_id),
  foreign key (tenant_id, app_id) references apps deferrable initially deferred
);

create table conversations (
  tenant_id uuid not null,
  id uuid not null,
  app_id uuid not null,
  end_user_id uuid not null,
  mode text not null,
  configuration_id uuid,
  name text not null,
  inputs json not null,
  introduction text not null,
  status text not null,
  invoke_from text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  version integer not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, app_id) references apps deferrable initially deferred
);

create table conversation_variables (
  tenant_id uuid not null,
  conversation_id uuid not null,
  id uuid not null,
  name text collate "C" not null,
  type text not null,
  value json not null,
  description text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, conversation_id, id),
  foreign key (tenant_id, conversation_id) references conversations deferrable initially deferred
);

create table messages (
  tenant_id uuid not null,
  id uuid not null,
  app_id uuid not null,
  conversation_id uuid not null,
  end_user_id uuid not null,
  inputs json not null,
  query text not null,
  files json not null,
  answer text not null,
  status text not null,
  error text,
  usage json not null,
  retriever_resources json not null,
  run_id uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version integer not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, conversation_id) references conversations deferrable initially deferred
);
create index messages_completed on messages (tenant_id, conversation_id, created_at desc, id desc)
  where status = 'normal';
create index messages_by_run on messages (tenant_id, run_id) where run_id is not null;

create table workflow_runs (
  tenant_id uuid not null,
  id uuid not null,
  app_id uuid not null,
  workflow_id uuid not null,
  workflow_version text not null,
  mode text not null,
  status text not null,
  inputs json not null,
  outputs json not null,
  error text,
  total_tokens bigint not null,
  total_steps integer not null,
  exceptions_count integer not null,
  created_by text,
  created_at timestamptz not null,
  finished_at timestamptz,
  event_count integer not null,
  primary key (tenant_id, id)
);
create index workflow_runs_running on workflow_runs (created_at, id) where status = 'running';

create table workflow_run_events (
  tenant_id uuid not null,
  run_id uuid not null,
  position integer not null,
  event json not null,
  primary key (tenant_id, run_id, position)
);

create table outbox (
  tenant_id uuid not null,
  position bigint generated always as identity,
  type text not null,
  schema_version integer not null,
  aggregate_id text not null,
  data json not null,
  occurred_at timestamptz not null,
  primary key (tenant_id, position)
);
`

/** What is only ever added to can only be added to. */
const GRANTS = `
do $$
begin
  execute format('grant usage on schema %I to weft_app', current_schema());
end
$$;
grant select, insert, update on
  tenants, accounts, apps, app_configurations, api_keys, workflows, end_users, conversations,
  conversation_variables, messages, workflow_runs to weft_app;
grant select, insert on workflow_run_events, outbox to weft_app;
`

/**
 * The two questions that are asked before it is known which workspace they concern. Each is one function with the
 * migrating user's rights, which the policies let read these two tables.
 */
const ACROSS_WORKSPACES = `
create policy migrator on api_keys for select to current_user using (true);
create policy migrator on workflow_runs for select to current_user using (true);

create function find_api_key(wanted_hash text) returns setof api_keys
  language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select * from api_keys where hash = wanted_hash and revoked_at is null;
end;
revoke all on function find_api_key(text) from public;
grant execute on function find_api_key(text) to weft_app;

create function list_unfinished_runs(created_before timestamptz) returns setof workflow_runs
  language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select * from workflow_runs
  where status = 'running' and created_at < created_before
  order by created_at, id;
end;
revoke all on function list_unfinished_runs(timestamptz) from public;
grant execute on function list_unfinished_runs(timestamptz) to weft_app;
`
