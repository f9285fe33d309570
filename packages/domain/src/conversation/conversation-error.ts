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

/** There is no such message of this app and this end user. */
export class MessageNotFound extends NotFound {
  override readonly code = 'conversation.message_not_found'

  constructor() {
    super('Message Not Exists.')
  }
}

/** A conversation is to be named after its first message, and has none. The message is empty on the wire. */
export class NothingToNameAfter extends RuleViolation {
  override readonly code = 'conversation.nothing_to_name_after'

  constructor(readonly conversationId: ConversationId) {
    super('')
  }
}

/** The app does not suggest what might be asked next. */
export class SuggestedQuestionsDisabled extends RuleViolation {
  override readonly code = 'conversation.suggested_questions_disabled'

  constructor() {
    super('Suggested Questions Is Disabled.')
  }
}
