import type { Conversation } from '@weft/domain/conversation'
import { unixSeconds } from '../shared/unix-time.js'
import type { ConversationBody } from './conversation-schema.js'

export function presentConversation({ properties }: Conversation): ConversationBody {
  const { id, name, inputs, status, introduction, createdAt, updatedAt } = properties
  return {
    id,
    name,
    inputs,
    status,
    introduction,
    created_at: unixSeconds(createdAt),
    updated_at: unixSeconds(updatedAt),
  }
}
