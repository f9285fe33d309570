import type { EmbeddingCache, ModelRef, PruningLimits } from '@weft/domain/model'
import { sql } from 'kysely'
import { isAlone } from '../kernel/alone.js'
import { toStoredText } from '../kernel/stored-text.js'
import type { TenantSession } from '../kernel/tenant-session.js'
import { fromVectorBytes, toVectorBytes } from './model-mapper.js'

const DAY_MS = 86_400_000

export class PostgresEmbeddingCache implements EmbeddingCache {
  constructor(private readonly session: TenantSession) {}

  async find(
    model: ModelRef,
    hashes: readonly string[],
    at: Date,
  ): Promise<ReadonlyMap<string, readonly number[]>> {
    if (hashes.length === 0) return new Map()
    const rows = await this.session.db
      .selectFrom('embedding_vectors')
      .select(['hash', 'vector', 'used_at'])
      .where('tenant_id', '=', this.session.tenantId)
      .where('provider', '=', toStoredText(model.provider))
      .where('model_name', '=', toStoredText(model.name))
      .where('hash', 'in', hashes)
      .execute()
    const stale = rows.filter(({ used_at }) => used_at.getTime() < at.getTime() - DAY_MS)
    await this.noteUse(
      model,
      stale.map(({ hash }) => hash),
      at,
    )
    return new Map(rows.map(({ hash, vector }) => [hash, fromVectorBytes(vector)]))
  }

  async add(
    model: ModelRef,
    vectors: ReadonlyMap<string, readonly number[]>,
    at: Date,
  ): Promise<void> {
    if (vectors.size === 0) return
    const rows = [...vectors].map(([hash, vector]) => ({
      tenant_id: this.session.tenantId,
      provider: toStoredText(model.provider),
      model_name: toStoredText(model.name),
      hash,
      vector: toVectorBytes(vector),
      created_at: at,
      used_at: at,
    }))
    await this.session.db
      .insertInto('embedding_vectors')
      .values(rows)
      .onConflict((on) => on.doNothing())
      .execute()
  }

  async prune(
    { usedBefore, mostVectors }: Pick<PruningLimits, 'usedBefore' | 'mostVectors'>,
    most: number,
  ): Promise<number> {
    const { db, tenantId } = this.session
    if (!(await isAlone(this.session, 'pruning vectors'))) return 0
    const result = await sql`
      delete from embedding_vectors
      where tenant_id = ${tenantId} and (provider, model_name, hash) in (
        select provider, model_name, hash from (
          select provider, model_name, hash, used_at, row_number() over (order by used_at) as place
          from embedding_vectors where tenant_id = ${tenantId} order by used_at limit ${most}
        ) as longest_unused
        where used_at < ${usedBefore}
          or place <= (select count(*) from embedding_vectors where tenant_id = ${tenantId}) - ${mostVectors}
      )`.execute(db)
    return Number(result.numAffectedRows ?? 0)
  }

  /** Whoever notes the use of the same vector at this moment does it for both: nobody waits. */
  private async noteUse(model: ModelRef, hashes: readonly string[], at: Date): Promise<void> {
    if (hashes.length === 0) return
    const { db, tenantId } = this.session
    await db
      .updateTable('embedding_vectors as vector')
      .set({ used_at: at })
      .from(
        db
          .selectFrom('embedding_vectors')
          .select(['tenant_id', 'provider', 'model_name', 'hash'])
          .where('tenant_id', '=', tenantId)
          .where('provider', '=', toStoredText(model.provider))
          .where('model_name', '=', toStoredText(model.name))
          .where('hash', 'in', hashes)
          .forUpdate()
          .skipLocked()
          .as('found'),
      )
      .whereRef('vector.tenant_id', '=', 'found.tenant_id')
      .whereRef('vector.provider', '=', 'found.provider')
      .whereRef('vector.model_name', '=', 'found.model_name')
      .whereRef('vector.hash', '=', 'found.hash')
      .execute()
  }
}
