import { TenantId } from '@weft/domain/kernel'
import type { PrunableWorkspaces, PruningLimits } from '@weft/domain/model'
import { sql } from 'kysely'
import { kyselyOf, type Database } from '../kernel/database.js'

export class PostgresPrunableWorkspaces implements PrunableWorkspaces {
  constructor(private readonly database: Database) {}

  async list({
    calledBefore,
    usedBefore,
    mostVectors,
  }: PruningLimits): Promise<readonly TenantId[]> {
    const query = sql<{ id: string }>`
      select id from list_prunable_workspaces(${calledBefore}, ${usedBefore}, ${mostVectors}) as id`
    const { rows } = await query.execute(kyselyOf(this.database))
    return rows.map(({ id }) => TenantId.parse(id))
  }
}
