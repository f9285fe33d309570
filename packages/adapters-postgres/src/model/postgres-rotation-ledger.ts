import type { Clock, TenantId } from '@weft/domain/kernel'
import {
  modelKeyText,
  ROTATION_LIMIT,
  ROTATION_SILENCE_MS,
  type ModelKey,
  type Resting,
  type RotationLedger,
  type Turn,
} from '@weft/domain/model'
import { sql } from 'kysely'
import { kyselyOf, type Database } from '../kernel/database.js'
import { fromStoredText, toStoredText } from '../kernel/stored-text.js'
import { inTenant } from '../kernel/tenant-transaction.js'

/**
 * Turns and rests that all processes on one database share. Each step is a transaction of one statement, over before the
 * model is called. The processes' clocks are taken to agree to within a second or so.
 */
export class PostgresRotationLedger implements RotationLedger {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async takeTurn(tenantId: TenantId, model: ModelKey): Promise<Turn> {
    const key = keyOf(model)
    const now = this.clock.now()
    const silentSince = new Date(now.getTime() - ROTATION_SILENCE_MS)
    const query = sql<TurnRow>`
      with turn as (
        insert into model_turns as turn (tenant_id, model, calls, called_at)
        values (${tenantId}, ${key}, 1, ${now})
        on conflict (tenant_id, model) do update set
          calls = case
            when turn.called_at < ${silentSince} or turn.calls >= ${sql.lit(ROTATION_LIMIT)} then 1
            else turn.calls + 1
          end,
          called_at = greatest(turn.called_at, excluded.called_at)
        returning calls
      )
      select calls, credential, rests_until from turn
      left join model_rests on tenant_id = ${tenantId} and model = ${key} and rests_until > ${now}`
    const { rows } = await inTenant(kyselyOf(this.database), tenantId, ({ db }) =>
      query.execute(db),
    )
    const [first] = rows
    if (!first) throw new TypeError('A turn that was taken has a number')
    return { call: first.calls, resting: toResting(rows, now) }
  }

  async cool(
    tenantId: TenantId,
    model: ModelKey,
    credential: string,
    durationMs: number,
  ): Promise<void> {
    const until = new Date(this.clock.now().getTime() + durationMs)
    const query = sql`
      insert into model_rests as rest (tenant_id, model, credential, rests_until)
      values (${tenantId}, ${keyOf(model)}, ${toStoredText(credential)}, ${until})
      on conflict (tenant_id, model, credential) do update set
        rests_until = greatest(rest.rests_until, excluded.rests_until)`
    await inTenant(kyselyOf(this.database), tenantId, ({ db }) => query.execute(db))
  }

  async resting(tenantId: TenantId, model: ModelKey): Promise<Resting> {
    const now = this.clock.now()
    const rows = await inTenant(kyselyOf(this.database), tenantId, ({ db }) =>
      db
        .selectFrom('model_rests')
        .select(['credential', 'rests_until'])
        .where('tenant_id', '=', tenantId)
        .where('model', '=', keyOf(model))
        .where('rests_until', '>', now)
        .execute(),
    )
    return toResting(rows, now)
  }
}

type RestRow = { readonly credential: string | null; readonly rests_until: Date | null }
type TurnRow = RestRow & { readonly calls: number }

function toResting(rows: readonly RestRow[], now: Date): Resting {
  return new Map(
    rows.flatMap(({ credential, rests_until }) =>
      credential === null || rests_until === null
        ? []
        : [[fromStoredText(credential), rests_until.getTime() - now.getTime()] as const],
    ),
  )
}

function keyOf(model: ModelKey): string {
  return toStoredText(modelKeyText(model))
}
