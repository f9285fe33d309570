import { sql, type Migration } from 'kysely'
import { isolateByWorkspace } from './isolate.js'

const TABLES = ['hosted_quotas', 'provider_preferences'] as const

/** What workspaces have used of the operator's providers, and whose credentials they prefer. */
export const hostedModels: Migration = {
  async up(db) {
    await sql.raw(CREATE_TABLES).execute(db)
    for (const table of TABLES) await isolateByWorkspace(db, table)
    await sql.raw(GRANTS).execute(db)
  },
  async down(db) {
    for (const table of [...TABLES].reverse()) await db.schema.dropTable(table).execute()
  },
}

/** `last_taken` lets one statement take and tell how much it took. Rows are written with every call that is charged. */
const CREATE_TABLES = `
create table hosted_quotas (
  tenant_id uuid not null,
  provider text collate "C" not null,
  quota_type text collate "C" not null,
  quota_limit bigint,
  quota_used bigint not null,
  last_taken bigint not null,
  primary key (tenant_id, provider, quota_type)
) with (fillfactor = 50);

create table provider_preferences (
  tenant_id uuid not null,
  provider text collate "C" not null,
  provider_type text not null,
  primary key (tenant_id, provider)
);
`

const GRANTS = `
grant select, insert, update on hosted_quotas to weft_app;
grant select, insert, update, delete on provider_preferences to weft_app;
`
