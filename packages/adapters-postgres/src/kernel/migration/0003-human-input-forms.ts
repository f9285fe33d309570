import { sql, type Migration } from 'kysely'
import { isolateByWorkspace } from './isolate.js'

/** The forms paused runs wait for. */
export const humanInputForms: Migration = {
  async up(db) {
    await sql.raw(CREATE_TABLE).execute(db)
    await isolateByWorkspace(db, 'human_input_forms')
    await sql.raw(GRANTS).execute(db)
    await sql.raw(ACROSS_WORKSPACES).execute(db)
  },
  async down(db) {
    await sql.raw('drop function list_due_forms').execute(db)
    await db.schema.dropTable('human_input_forms').execute()
  },
}

/** Forms refer to nothing: they outlive what they ran for. A form is due while its run has to be told of its end. */
const CREATE_TABLE = `
create table human_input_forms (
  tenant_id uuid not null,
  id uuid not null,
  app_id uuid not null,
  run_id uuid not null,
  task_id text not null,
  token text collate "C",
  form json not null,
  status text not null,
  submission json,
  is_settled boolean not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version integer not null,
  primary key (tenant_id, id)
);
create unique index human_input_forms_token on human_input_forms (token) where token is not null;
create index human_input_forms_by_run on human_input_forms (tenant_id, run_id, created_at, id);
create index human_input_forms_by_task on human_input_forms (tenant_id, app_id, task_id) where not is_settled;
create index human_input_forms_waiting on human_input_forms (expires_at) where status = 'waiting';
create index human_input_forms_unsettled on human_input_forms (updated_at)
  where status <> 'waiting' and not is_settled;
`

const GRANTS = `
grant select, insert, update on human_input_forms to weft_app;
`

/** Which forms of all workspaces somebody has to look after. */
const ACROSS_WORKSPACES = `
create policy migrator on human_input_forms for select to current_user using (true);

create function list_due_forms(expired_at timestamptz, settled_before timestamptz, most integer)
  returns table (tenant_id uuid, id uuid)
  language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select form.tenant_id, form.id from human_input_forms as form
  where (form.status = 'waiting' and form.expires_at <= expired_at)
    or (form.status <> 'waiting' and not form.is_settled and form.updated_at < settled_before)
  order by form.created_at, form.id
  limit most;
end;
revoke all on function list_due_forms(timestamptz, timestamptz, integer) from public;
grant execute on function list_due_forms(timestamptz, timestamptz, integer) to weft_app;
`
