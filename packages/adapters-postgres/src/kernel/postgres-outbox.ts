import type { DomainEvent, Outbox } from '@weft/domain/kernel'
import { toStoredJson } from './stored-json.js'
import { toStoredText } from './stored-text.js'
import type { TenantSession } from './tenant-session.js'

export class PostgresOutbox implements Outbox {
  constructor(private readonly session: TenantSession) {}

  async add(events: readonly DomainEvent[]): Promise<void> {
    if (events.length === 0) return
    const rows = events.map((event) => ({
      tenant_id: this.session.tenantId,
      type: toStoredText(event.type),
      schema_version: event.schemaVersion,
      aggregate_id: toStoredText(event.aggregateId),
      data: toStoredJson(event.data),
      occurred_at: event.at,
    }))
    await this.session.db.insertInto('outbox').values(rows).execute()
  }
}
