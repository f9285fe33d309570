import type {
  ConversationId,
  ConversationVariable,
  ConversationVariableRepository,
} from '@weft/domain/conversation'
import type { TenantSession } from '../kernel/tenant-session.js'
import { toVariable, toVariableRow } from './conversation-mapper.js'

export class PostgresConversationVariableRepository implements ConversationVariableRepository {
  constructor(private readonly session: TenantSession) {}

  async list(conversationId: ConversationId): Promise<readonly ConversationVariable[]> {
    const rows = await this.session.db
      .selectFrom('conversation_variables')
      .selectAll()
      .where('tenant_id', '=', this.session.tenantId)
      .where('conversation_id', '=', conversationId)
      .orderBy('created_at')
      .orderBy('name')
      .execute()
    return rows.map(toVariable)
  }

  async save(variables: readonly ConversationVariable[]): Promise<void> {
    for (const variable of variables) this.session.requireOwn(variable.tenantId)
    if (variables.length === 0) return
    await this.session.db
      .insertInto('conversation_variables')
      .values(latestOfEach(variables).map(toVariableRow))
      .onConflict((on) =>
        on.columns(['tenant_id', 'conversation_id', 'id']).doUpdateSet((stored) => ({
          type: stored.ref('excluded.type'),
          value: stored.ref('excluded.value'),
          updated_at: stored.ref('excluded.updated_at'),
        })),
      )
      .execute()
  }
}

/** One statement cannot write a row twice: of a variable that is named twice, the first's name and the last's value. */
function latestOfEach(variables: readonly ConversationVariable[]): ConversationVariable[] {
  const latest = new Map<string, ConversationVariable>()
  for (const variable of variables) {
    const key = `${variable.conversationId} ${variable.id}`
    const { type, value, updatedAt } = variable
    latest.set(key, { ...(latest.get(key) ?? variable), type, value, updatedAt })
  }
  return [...latest.values()]
}
