export type {
  ConversationRepository,
  ConversationVariableRepository,
  MessageRepository,
} from './conversation-repository.js'
export {
  ConversationCompleted,
  ConversationNotFound,
  MessageNotFound,
  NothingToNameAfter,
  SuggestedQuestionsDisabled,
} from './conversation-error.js'
export { nameFromQuery } from './conversation-name.js'
export { queryToName, tidyTitle } from './conversation-title.js'
export type { ConversationVariable } from './conversation-variable.js'
export { ConversationId } from './conversation-id.js'
export { Conversation, NEW_CONVERSATION_NAME } from './conversation.js'
export type { ConversationProperties } from './conversation.js'
export { Message, MessageId } from './message.js'
export type { MessageProperties } from './message.js'
