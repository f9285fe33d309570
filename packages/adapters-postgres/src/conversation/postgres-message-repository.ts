import type {
  ConversationId,
  Message,
  MessageId,
  MessageRepository,
} from '@weft/domain/conversation'
import type { RunId } from '@weft/domain/workflow'
import { sql } from 'kysely'
import { requireSaved, type TenantSession } from '../kernel/tenant-session.js'
import { toMessage, toMessageRow } from './conversation-mapper.js'

export class PostgresMessageRepository implements MessageRepository {
  constructor(private readonly session: TenantSession) {}

  async find(id: MessageId): Promise<Message | undefined> {
    const row = await this.own().selectAll().where('id', '=', id).executeTakeFirst()
    return row && toMessage(row)
  }

  async findByRun(runId: RunId): Promise<Message | undefined> {
    const row = await this.own().selectAll().where('run_id', '=', runId).executeTakeFirst()
    return row && toMessage(row)
  }

  async findFirst(conversationId: ConversationId): Promise<Message | undefined> {
    const row = await this.own()
      .selectAll()
      .where('conversation_id', '=', conversationId)
      .orderBy('created_at')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst()
    return row && toMessage(row)
  }

  async listHistory(conversationId: ConversationId, limit: number): Promise<readonly Message[]> {
    const rows = await this.completed(conversationId)
      .selectAll()
      .where('answer', '!=', '')
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute()
    return rows.map(toMessage)
  }

  async countCompleted(conversationId: ConversationId): Promise<number> {
    const { total } = await this.completed(conversationId)
      .select(sql<number>`count(*)::int`.as('total'))
      .executeTakeFirstOrThrow()
    return total
  }

  async save(message: Message): Promise<void> {
    this.session.requireOwn(message.properties.tenantId)
    const isNew = message.version === 0
    requireSaved(isNew ? await this.insert(message) : await this.update(message), message)
  }

  private own() {
    return this.session.db.selectFrom('messages').where('tenant_id', '=', this.session.tenantId)
  }

  private completed(conversationId: ConversationId) {
    return this.own()
      .where('conversation_id', '=', conversationId)
      .where('status', '=', sql.lit('normal'))
  }

  private async insert(message: Message): Promise<bigint | undefined> {
    const result = await this.session.db
      .insertInto('messages')
      .values(toMessageRow(message))
      .onConflict((on) => on.doNothing())
      .executeTakeFirst()
    return result.numInsertedOrUpdatedRows
  }

  private async update(message: Message): Promise<bigint> {
    const result = await this.session.db
      .updateTable('messages')
      .set(toMessageRow(message))
      .where('tenant_id', '=', this.session.tenantId)
      .where('id', '=', message.id)
      .where('version', '=', message.version)
      .executeTakeFirst()
    return result.numUpdatedRows
  }
}
