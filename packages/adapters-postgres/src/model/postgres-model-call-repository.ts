import { AppId, Money } from '@weft/domain/kernel'
import type {
  ModelCallRecord,
  ModelCallRepository,
  ModelUsageSum,
  UsageQuestion,
} from '@weft/domain/model'
import { sql } from 'kysely'
import { isAlone } from '../kernel/alone.js'
import type { TenantSession } from '../kernel/tenant-session.js'
import { toModelCallRow, toModelKey } from './model-mapper.js'

export class PostgresModelCallRepository implements ModelCallRepository {
  constructor(private readonly session: TenantSession) {}

  async add(calls: readonly ModelCallRecord[]): Promise<void> {
    if (calls.length === 0) return
    for (const { tenantId } of calls) this.session.requireOwn(tenantId)
    await this.session.db
      .insertInto('model_calls')
      .values(calls.map(toModelCallRow))
      .onConflict((on) => on.columns(['tenant_id', 'id']).doNothing())
      .execute()
  }

  async sum({ from, until, appId, by = [] }: UsageQuestion): Promise<readonly ModelUsageSum[]> {
    const rows = await this.session.db
      .selectFrom('model_calls')
      .select(['model_type', 'provider', 'model_name', 'currency'])
      .select([
        sql<number>`count(*)::float8`.as('calls'),
        sql<number>`(count(*) filter (where outcome = 'failed'))::float8`.as('failed_calls'),
        sql<number>`(count(*) filter (where is_usage_counted))::float8`.as('counted_calls'),
        sql<number>`sum(prompt_tokens)::float8`.as('prompt_tokens'),
        sql<number>`sum(completion_tokens)::float8`.as('completion_tokens'),
        sql<string>`sum(total_price)::text`.as('price'),
      ])
      .where('tenant_id', '=', this.session.tenantId)
      .where('called_at', '>=', from)
      .where('called_at', '<', until)
      .$if(appId !== undefined, (query) => query.where('app_id', '=', appId ?? null))
      .$if(by.includes('day'), (query) => query.select(DAY.as('day')).groupBy(DAY).orderBy(DAY))
      .groupBy(['model_type', 'provider', 'model_name', 'currency'])
      .orderBy(sql`sum(total_price)`, 'desc')
      .orderBy('model_type')
      .orderBy('provider')
      .orderBy('model_name')
      .$if(by.includes('app'), (query) =>
        query.select('app_id').groupBy('app_id').orderBy('app_id'),
      )
      .execute()
    return rows.map((row) => ({
      model: toModelKey(row, 'model_calls'),
      ...(row.day === undefined ? {} : { day: row.day }),
      ...(row.app_id ? { appId: AppId.parse(row.app_id) } : {}),
      calls: row.calls,
      failedCalls: row.failed_calls,
      countedCalls: row.counted_calls,
      promptTokens: row.prompt_tokens,
      completionTokens: row.completion_tokens,
      price: Money.of(row.price, row.currency),
    }))
  }

  async removeBefore(at: Date, most: number): Promise<number> {
    const { db, tenantId } = this.session
    if (!(await isAlone(this.session, 'pruning model calls'))) return 0
    const removed = await db
      .deleteFrom('model_calls')
      .where('tenant_id', '=', tenantId)
      .where('id', 'in', (where) =>
        where
          .selectFrom('model_calls')
          .select('id')
          .where('tenant_id', '=', tenantId)
          .where('called_at', '<', at)
          .orderBy('called_at')
          .limit(most),
      )
      .executeTakeFirst()
    return Number(removed.numDeletedRows)
  }
}

const DAY = sql<string>`to_char(called_at at time zone 'UTC', 'YYYY-MM-DD')`
