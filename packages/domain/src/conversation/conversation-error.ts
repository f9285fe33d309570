import { NotFound, RuleViolation } from '../kernel/index.js'
import type { ConversationId } from './conversation-id.js'

/** There is no such conversation of this app and this end user. */
export class ConversationNotFound extends NotFound {
  override readonly code = 'conversation.not_found'

  constructor() {
    super('Conversation Not Exists.')
  }
}

/** The conversation has ended and takes no further messages. */
export class ConversationCompleted extends RuleViolation {
  override readonly code = 'conversation.completed'

  constructor(readonly conversationId: ConversationId) {
    super('The conversation has ended. Please start a new conversation.')
  }
}
