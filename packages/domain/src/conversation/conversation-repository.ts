import type { EndUserId } from '../account/index.js'
import type { AppId } from '../kernel/index.js'
import type { RunId } from '../workflow/index.js'
import type { ConversationVariable } from './conversation-variable.js'
import type { ConversationId } from './conversation-id.js'
import type { Conversation } from './conversation.js'
import type { Message, MessageId } from './message.js'

/** Conversations of one workspace. */
export interface ConversationRepository {
  /** The conversation if it is this app's and this end user's and not deleted. */
  find(
    id: ConversationId,
    owner: { readonly appId: AppId; readonly endUserId: EndUserId },
  ): Promise<Conversation | undefined>
  /** @throws Conflict when somebody else saved the conversation since it was loaded. */
  save(conversation: Conversation): Promise<void>
}

export interface MessageRepository {
  find(id: MessageId): Promise<Message | undefined>
  /** The message the run answers; none for a run outside a conversation. */
  findByRun(runId: RunId): Promise<Message | undefined>
  /** The message the conversation began with, whatever became of it. */
  findFirst(conversationId: ConversationId): Promise<Message | undefined>
  /**
   * The rounds a model may remember: finished without error and with an answer, newest first,
   * at most `limit` of them (1 to 500).
   */
  listHistory(conversationId: ConversationId, limit: number): Promise<readonly Message[]>
  /** How many rounds of the conversation have been completed without error. */
  countCompleted(conversationId: ConversationId): Promise<number>
  /** @throws Conflict when somebody else saved the message since it was loaded. */
  save(message: Message): Promise<void>
}

export interface ConversationVariableRepository {
  /** In order of creation, then of name. */
  list(conversationId: ConversationId): Promise<readonly ConversationVariable[]>
  /** Inserts the variables, or gives those already there their new type, value and time. */
  save(variables: readonly ConversationVariable[]): Promise<void>
}
