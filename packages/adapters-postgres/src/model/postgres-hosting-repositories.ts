import {
  QUOTA_TYPES,
  type HostedQuotaRepository,
  type ProviderPreferenceRepository,
  type ProviderType,
  type QuotaKey,
  type QuotaRecord,
  type TakeMode,
} from '@weft/domain/model'
import { sql, type RawBuilder } from 'kysely'
import { storedWord } from '../kernel/stored-fields.js'
import { fromStoredText, toStoredText } from '../kernel/stored-text.js'
import type { TenantSession } from '../kernel/tenant-session.js'

/** Every change is one statement that reckons with the row as it is then, whoever else writes to it. */
export class PostgresHostedQuotaRepository implements HostedQuotaRepository {
  constructor(private readonly session: TenantSession) {}

  async list(): Promise<readonly QuotaRecord[]> {
    const rows = await this.session.db
      .selectFrom('hosted_quotas')
      .select(['provider', 'quota_type'])
      .select([
        sql<number | null>`quota_limit::float8`.as('quota_limit'),
        sql<number>`quota_used::float8`.as('quota_used'),
      ])
      .where('tenant_id', '=', this.session.tenantId)
      .orderBy('provider')
      .orderBy('quota_type')
      .execute()
    return rows.map((row) => ({
      provider: fromStoredText(row.provider),
      type: storedWord(row.quota_type, QUOTA_TYPES, 'hosted_quotas.quota_type'),
      limit: row.quota_limit ?? undefined,
      used: row.quota_used,
    }))
  }

  async take(quota: QuotaKey, amount: number, limit: number, mode: TakeMode): Promise<number> {
    await this.ensure(quota)
    const taken = TAKEN[mode](amount, sql`coalesce(quota_limit, ${limit}::bigint)`)
    const row = await this.row(quota)
      .set({ last_taken: taken, quota_used: sql`quota_used + ${taken}` })
      .returning(sql<number>`last_taken::float8`.as('taken'))
      .executeTakeFirstOrThrow()
    return row.taken
  }

  async giveBack(quota: QuotaKey, amount: number): Promise<void> {
    await this.row(quota)
      .set({ quota_used: sql`greatest(quota_used - ${amount}::bigint, 0)` })
      .execute()
  }

  async grant(quota: QuotaKey, limit: number | undefined): Promise<void> {
    await this.ensure(quota)
    await this.row(quota)
      .set({ quota_limit: limit ?? null })
      .execute()
  }

  private async ensure({ provider, type }: QuotaKey): Promise<void> {
    await this.session.db
      .insertInto('hosted_quotas')
      .values({
        tenant_id: this.session.tenantId,
        provider: toStoredText(provider),
        quota_type: type,
        quota_limit: null,
        quota_used: 0,
        last_taken: 0,
      })
      .onConflict((on) => on.doNothing())
      .execute()
  }

  private row({ provider, type }: QuotaKey) {
    return this.session.db
      .updateTable('hosted_quotas')
      .where('tenant_id', '=', this.session.tenantId)
      .where('provider', '=', toStoredText(provider))
      .where('quota_type', '=', type)
  }
}

type Taken = (amount: number, limit: RawBuilder<unknown>) => RawBuilder<number>

/** What is taken of `amount`, as an expression over the row. */
const TAKEN: Readonly<Record<TakeMode, Taken>> = {
  whole: (amount, limit) =>
    sql`case when ${limit} = -1 or quota_used + ${amount}::bigint <= ${limit} then ${amount}::bigint else 0 end`,
  remainder: (amount, limit) =>
    sql`case when ${limit} = -1 then ${amount}::bigint else greatest(least(${amount}::bigint, ${limit} - quota_used), 0) end`,
  anyway: (amount) => sql`${amount}::bigint`,
}

export class PostgresProviderPreferenceRepository implements ProviderPreferenceRepository {
  constructor(private readonly session: TenantSession) {}

  async list(): Promise<ReadonlyMap<string, ProviderType>> {
    const rows = await this.session.db
      .selectFrom('provider_preferences')
      .select(['provider', 'provider_type'])
      .where('tenant_id', '=', this.session.tenantId)
      .execute()
    return new Map(
      rows.map((row) => [
        fromStoredText(row.provider),
        storedWord(row.provider_type, PROVIDER_TYPES, 'provider_preferences.provider_type'),
      ]),
    )
  }

  async save(provider: string, type: ProviderType | undefined): Promise<void> {
    if (type === undefined) await this.remove(provider)
    else await this.put(provider, type)
  }

  private async put(provider: string, type: ProviderType): Promise<void> {
    await this.session.db
      .insertInto('provider_preferences')
      .values({
        tenant_id: this.session.tenantId,
        provider: toStoredText(provider),
        provider_type: type,
      })
      .onConflict((on) =>
        on.columns(['tenant_id', 'provider']).doUpdateSet({ provider_type: type }),
      )
      .execute()
  }

  private async remove(provider: string): Promise<void> {
    await this.session.db
      .deleteFrom('provider_preferences')
      .where('tenant_id', '=', this.session.tenantId)
      .where('provider', '=', toStoredText(provider))
      .execute()
  }
}

const PROVIDER_TYPES = ['custom', 'system'] as const satisfies readonly ProviderType[]
