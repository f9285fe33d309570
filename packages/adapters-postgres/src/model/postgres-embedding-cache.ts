import type { EmbeddingCache, ModelRef } from '@weft/domain/model'
import { toStoredText } from '../kernel/stored-text.js'
import type { TenantSession } from '../kernel/tenant-session.js'
import { fromVectorBytes, toVectorBytes } from './model-mapper.js'

export class PostgresEmbeddingCache implements EmbeddingCache {
  constructor(private readonly session: TenantSession) {}

  async find(
    model: ModelRef,
    hashes: readonly string[],
  ): Promise<ReadonlyMap<string, readonly number[]>> {
    if (hashes.length === 0) return new Map()
    const rows = await this.session.db
      .selectFrom('embedding_vectors')
      .select(['hash', 'vector'])
      .where('tenant_id', '=', this.session.tenantId)
      .where('provider', '=', toStoredText(model.provider))
      .where('model_name', '=', toStoredText(model.name))
      .where('hash', 'in', hashes)
      .execute()
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
    }))
    await this.session.db
      .insertInto('embedding_vectors')
      .values(rows)
      .onConflict((on) => on.doNothing())
      .execute()
  }
}
