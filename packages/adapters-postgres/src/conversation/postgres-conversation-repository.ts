import type { EndUserId } from '@weft/domain/account'
import type {
  Conversation,
  ConversationId,
  ConversationRepository,
} from '@weft/domain/conversation'
import type { AppId } from '@weft/domain/kernel'
import { requireSaved, type TenantSession } from '../kernel/tenant-session.js'
import { toConversation, toConversationRow } from './conversation-mapper.js'

export class PostgresConversationRepository implements ConversationRepository {
  constructor(private readonly session: TenantSession) {}

  async find(
    id: ConversationId,
    owner: { readonly appId: AppId; readonly endUserId: EndUserId },
  ): Promise<Conversation | undefined> {
    const row = await this.session.db
      .selectFrom('conversations')
      .selectAll()
      .where('tenant_id', '=', this.session.tenantId)
      .where('id', '=', id)
      .where('app_id', '=', owner.appId)
      .where('end_user_id', '=', owner.endUserId)
      .where('deleted_at', 'is', null)
      .executeTakeFirst()
    return row && toConversation(row)
  }

  async save(conversation: Conversation): Promise<void> {
    this.session.requireOwn(conversation.properties.tenantId)
    const isNew = conversation.version === 0
    requireSaved(
      isNew ? await this.insert(conversation) : await this.update(conversation),
      conversation,
    )
  }

  private async insert(conversation: Conversation): Promise<bigint | undefined> {
    const result = await this.session.db
      .insertInto('conversations')
      .values(toConversationRow(conversation))
      .onConflict((on) => on.doNothing())
      .executeTakeFirst()
    return result.numInsertedOrUpdatedRows
  }

  private async update(conversation: Conversation): Promise<bigint> {
    const result = await this.session.db
      .updateTable('conversations')
      .set(toConversationRow(conversation))
      .where('tenant_id', '=', this.session.tenantId)
      .where('id', '=', conversation.id)
      .where('version', '=', conversation.version)
      .executeTakeFirst()
    return result.numUpdatedRows
  }
}
