import type {
  CredentialDirectory,
  ModelCredential,
  ModelCredentialId,
  ModelCredentialRepository,
} from '@weft/domain/model'
import { sql } from 'kysely'
import { kyselyOf, type Database } from '../kernel/database.js'
import { requireSaved, type TenantSession } from '../kernel/tenant-session.js'
import { toModelCredential, toModelCredentialRow } from './model-mapper.js'

export class PostgresModelCredentialRepository implements ModelCredentialRepository {
  constructor(private readonly session: TenantSession) {}

  async find(id: ModelCredentialId): Promise<ModelCredential | undefined> {
    const row = await this.all().where('id', '=', id).executeTakeFirst()
    return row && toModelCredential(row)
  }

  async list(): Promise<readonly ModelCredential[]> {
    const rows = await this.all().orderBy('created_at').orderBy('id').execute()
    return rows.map(toModelCredential)
  }

  async save(credential: ModelCredential): Promise<void> {
    this.session.requireOwn(credential.properties.tenantId)
    const written =
      credential.version === 0 ? await this.insert(credential) : await this.update(credential)
    requireSaved(written, credential)
  }

  async remove(credential: ModelCredential): Promise<void> {
    const { numDeletedRows } = await this.session.db
      .deleteFrom('model_credentials')
      .where('tenant_id', '=', this.session.tenantId)
      .where('id', '=', credential.id)
      .where('version', '=', credential.version)
      .executeTakeFirst()
    requireSaved(numDeletedRows, credential)
  }

  private all() {
    return this.session.db
      .selectFrom('model_credentials')
      .selectAll()
      .where('tenant_id', '=', this.session.tenantId)
  }

  private async insert(credential: ModelCredential): Promise<bigint | undefined> {
    const result = await this.session.db
      .insertInto('model_credentials')
      .values(toModelCredentialRow(credential))
      .onConflict((on) => on.doNothing())
      .executeTakeFirst()
    return result.numInsertedOrUpdatedRows
  }

  /** A taken name is looked for beforehand: a refused statement would end the whole transaction. */
  private async update(credential: ModelCredential): Promise<bigint> {
    const row = toModelCredentialRow(credential)
    const result = await this.session.db
      .updateTable('model_credentials')
      .set(row)
      .where('tenant_id', '=', this.session.tenantId)
      .where('id', '=', credential.id)
      .where('version', '=', credential.version)
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('model_credentials as other')
              .select('other.id')
              .where('other.tenant_id', '=', this.session.tenantId)
              .where('other.id', '!=', credential.id)
              .where('other.provider', '=', row.provider)
              .where('other.name', '=', row.name)
              .where(sql<boolean>`other.model_type is not distinct from ${row.model_type}`)
              .where(sql<boolean>`other.model_name is not distinct from ${row.model_name}`),
          ),
        ),
      )
      .executeTakeFirst()
    return result.numUpdatedRows
  }
}

export class PostgresCredentialDirectory implements CredentialDirectory {
  constructor(private readonly database: Database) {}

  async listWorkspaces(): Promise<readonly string[]> {
    const query = sql<{ id: string }>`select id from list_credential_workspaces() as id`
    const { rows } = await query.execute(kyselyOf(this.database))
    return rows.map(({ id }) => id)
  }
}
