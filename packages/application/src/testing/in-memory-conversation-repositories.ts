import type { EndUserId } from '@weft/domain/account'
import {
  Conversation,
  Message,
  type ConversationId,
  type ConversationRepository,
  type ConversationVariable,
  type ConversationVariableRepository,
  type MessageId,
  type MessageRepository,
} from '@weft/domain/conversation'
import type { AppId } from '@weft/domain/kernel'
import type { RunId } from '@weft/domain/workflow'
import { compareText, newestFirst } from './birth-order.js'
import type { InMemorySession } from './in-memory-session.js'

export class InMemoryConversationRepository implements ConversationRepository {
  constructor(private readonly session: InMemorySession) {}

  async find(
    id: ConversationId,
    owner: { readonly appId: AppId; readonly endUserId: EndUserId },
  ): Promise<Conversation | undefined> {
    const conversation = this.session.tables.conversations.get(id)
    if (conversation === undefined) return undefined
    const { appId, endUserId, deletedAt } = conversation.properties
    const isTheirs = appId === owner.appId && endUserId === owner.endUserId
    return isTheirs && deletedAt === undefined ? conversation : undefined
  }

  async save(conversation: Conversation): Promise<void> {
    this.session.requireOwn(conversation.properties.tenantId)
    const next = Conversation.restore({
      ...conversation.properties,
      version: conversation.version + 1,
    })
    this.session.putVersion(this.session.tables.conversations, next)
  }
}

export class InMemoryMessageRepository implements MessageRepository {
  constructor(private readonly session: InMemorySession) {}

  async find(id: MessageId): Promise<Message | undefined> {
    return this.session.tables.messages.get(id)
  }

  async findByRun(runId: RunId): Promise<Message | undefined> {
    return [...this.session.tables.messages.values()].find(
      (message) => message.properties.runId === runId,
    )
  }

  async findFirst(conversationId: ConversationId): Promise<Message | undefined> {
    return [...this.session.tables.messages.values()]
      .filter(({ properties }) => properties.conversationId === conversationId)
      .sort((a, b) => newestFirst(a.properties, b.properties))
      .at(-1)
  }

  async listHistory(conversationId: ConversationId, limit: number): Promise<readonly Message[]> {
    return this.listCompleted(conversationId)
      .filter((message) => message.properties.answer !== '')
      .sort((a, b) => newestFirst(a.properties, b.properties))
      .slice(0, limit)
  }

  async countCompleted(conversationId: ConversationId): Promise<number> {
    return this.listCompleted(conversationId).length
  }

  async save(message: Message): Promise<void> {
    this.session.requireOwn(message.properties.tenantId)
    const next = Message.restore({ ...message.properties, version: message.version + 1 })
    this.session.putVersion(this.session.tables.messages, next)
  }

  private listCompleted(conversationId: ConversationId): Message[] {
    return [...this.session.tables.messages.values()].filter(
      ({ properties }) =>
        properties.conversationId === conversationId && properties.status === 'normal',
    )
  }
}

export class InMemoryConversationVariableRepository implements ConversationVariableRepository {
  constructor(private readonly session: InMemorySession) {}

  async list(conversationId: ConversationId): Promise<readonly ConversationVariable[]> {
    return [...this.session.tables.conversationVariables.values()]
      .filter((variable) => variable.conversationId === conversationId)
      .sort(byCreationThenName)
  }

  async save(variables: readonly ConversationVariable[]): Promise<void> {
    for (const variable of variables) this.saveOne(variable)
  }

  private saveOne(variable: ConversationVariable): void {
    this.session.requireOwn(variable.tenantId)
    const table = this.session.tables.conversationVariables
    const key = `${variable.conversationId}/${variable.id}`
    const { type, value, updatedAt } = variable
    const known = table.get(key) ?? variable
    this.session.put(table, key, { ...known, type, value, updatedAt })
  }
}

function byCreationThenName(a: ConversationVariable, b: ConversationVariable): number {
  const difference = a.createdAt.getTime() - b.createdAt.getTime()
  return difference === 0 ? compareText(a.name, b.name) : difference
}
