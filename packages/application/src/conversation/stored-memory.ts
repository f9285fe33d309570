import type { ConversationId } from '@weft/domain/conversation'
import type { TenantId } from '@weft/domain/kernel'
import type { ConversationMemory, ConversationRound } from '@weft/domain/workflow'
import type { UnitOfWork } from '../kernel/index.js'

/** What was said in a stored conversation, read when a node asks for it. */
export class StoredMemory implements ConversationMemory {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tenantId: TenantId,
    private readonly conversationId: ConversationId,
  ) {}

  async read(limit: number): Promise<readonly ConversationRound[]> {
    const newestFirst = await this.unitOfWork.run(this.tenantId, ({ messages }) =>
      messages.listHistory(this.conversationId, limit),
    )
    return newestFirst.map(({ properties: { query, answer } }) => ({ query, answer })).reverse()
  }
}
