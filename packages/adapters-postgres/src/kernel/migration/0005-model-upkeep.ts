import { sql, type Migration } from 'kysely'
import { isolateByWorkspace } from './isolate.js'

const TABLES = ['model_turns', 'model_rests'] as const

/** What processes that share the calls to a model agree on, and what it takes to let old calls and vectors go. */
export const modelUpkeep: Migration = {
  async up(db) {
    await sql.raw(CREATE_TABLES).execute(db)
    for (const table of TABLES) await isolateByWorkspace(db, table)
    await sql.raw(NOTE_LAST_USE).execute(db)
    await sql.raw(GRANTS).execute(db)
    await sql.raw(ACROSS_WORKSPACES).execute(db)
  },
  async down(db) {
    await sql.raw(TAKE_BACK).execute(db)
    for (const table of [...TABLES].reverse()) await db.schema.dropTable(table).execute()
  },
}

/**
 * Both are small and written often: one row per balanced model, and one per credential of it that ever failed. They are
 * unlogged, because all a crashed server loses with them is whose turn it was.
 */
const CREATE_TABLES = `
create unlogged table model_turns (
  tenant_id uuid not null,
  model text collate "C" not null,
  calls integer not null,
  called_at timestamptz not null,
  primary key (tenant_id, model)
) with (fillfactor = 50);

create unlogged table model_rests (
  tenant_id uuid not null,
  model text collate "C" not null,
  credential text collate "C" not null,
  rests_until timestamptz not null,
  primary key (tenant_id, model, credential)
);
`

/** The default serves processes of the version before, which do not know the column. */
const NOTE_LAST_USE = `
alter table embedding_vectors add column used_at timestamptz not null default now();
create index embedding_vectors_by_use on embedding_vectors (tenant_id, used_at);
`

const GRANTS = `
grant select, insert, update on model_turns, model_rests to weft_app;
grant update (used_at), delete on embedding_vectors to weft_app;
grant delete on model_calls to weft_app;
`

/** Which workspaces have something to let go. Both questions walk an index from one workspace to the next. */
const ACROSS_WORKSPACES = `
create policy migrator on model_calls for select to current_user using (true);
create policy migrator on embedding_vectors for select to current_user using (true);

create function list_prunable_workspaces(
  called_before timestamptz, used_before timestamptz, most_vectors bigint
) returns setof uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  with recursive callers as (
    (select tenant_id from model_calls order by tenant_id limit 1)
    union all
    select (select call.tenant_id from model_calls as call
            where call.tenant_id > callers.tenant_id order by call.tenant_id limit 1)
    from callers where callers.tenant_id is not null
  ), embedders as (
    (select tenant_id from embedding_vectors order by tenant_id limit 1)
    union all
    select (select vector.tenant_id from embedding_vectors as vector
            where vector.tenant_id > embedders.tenant_id order by vector.tenant_id limit 1)
    from embedders where embedders.tenant_id is not null
  )
  select tenant_id from callers
  where exists (select from model_calls as call
                where call.tenant_id = callers.tenant_id and call.called_at < called_before)
  union
  select tenant_id from embedders
  where exists (select from embedding_vectors as vector
                where vector.tenant_id = embedders.tenant_id and vector.used_at < used_before)
    or exists (select from embedding_vectors as vector
               where vector.tenant_id = embedders.tenant_id offset most_vectors)
  order by tenant_id;
end;
revoke all on function list_prunable_workspaces(timestamptz, timestamptz, bigint) from public;
grant execute on function list_prunable_workspaces(timestamptz, timestamptz, bigint) to weft_app;
`

const TAKE_BACK = `
drop function list_prunable_workspaces;
drop policy migrator on model_calls;
drop policy migrator on embedding_vectors;
revoke delete on model_calls from weft_app;
revoke update (used_at), delete on embedding_vectors from weft_app;
alter table embedding_vectors drop column used_at;
`
