import { sql, type Migration } from 'kysely'
import { isolateByWorkspace } from './isolate.js'

/** What workspaces decided about their code: the network, its hosts, and what is refused. */
export const codeSettings: Migration = {
  async up(db) {
    await sql.raw(CREATE_TABLE).execute(db)
    await isolateByWorkspace(db, 'code_settings')
    await sql.raw(GRANTS).execute(db)
  },
  async down(db) {
    await db.schema.dropTable('code_settings').execute()
  },
}

const CREATE_TABLE = `
create table code_settings (
  tenant_id uuid primary key,
  document json not null,
  version integer not null
);
`

const GRANTS = `
grant select, insert, update on code_settings to weft_app;
`
