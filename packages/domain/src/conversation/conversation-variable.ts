import type { JsonValue, TenantId } from '../kernel/index.js'
import type { SegmentType } from '../workflow/index.js'
import type { ConversationId } from './conversation-id.js'

/** The value a conversation variable has in one conversation. */
export type ConversationVariable = {
  readonly tenantId: TenantId
  readonly conversationId: ConversationId
  /** UUIDv5 of the variable's name in the URL namespace, so that any document's ids are stored alike. */
  readonly id: string
  readonly name: string
  readonly type: SegmentType
  readonly value: JsonValue
  readonly description: string
  readonly createdAt: Date
  readonly updatedAt: Date
}
