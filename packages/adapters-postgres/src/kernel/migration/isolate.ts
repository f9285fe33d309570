import { sql, type Kysely } from 'kysely'

/** Shows and takes rows of the transaction's workspace only; without a workspace, none. Binds the table's owner too. */
export async function isolateByWorkspace(db: Kysely<unknown>, table: string): Promise<void> {
  await sql`
    alter table ${sql.id(table)} enable row level security;
    alter table ${sql.id(table)} force row level security;
    create policy workspace on ${sql.id(table)} to weft_app
      using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
  `.execute(db)
}
