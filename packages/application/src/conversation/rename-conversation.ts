import type { EndUser } from '@weft/domain/account'
import type { App } from '@weft/domain/app'
import {
  ConversationNotFound,
  nameFromQuery,
  NothingToNameAfter,
  type Conversation,
  type ConversationId,
} from '@weft/domain/conversation'
import { ValidationError, type Clock, type Logger, type RequestContext } from '@weft/domain/kernel'
import type { Repositories, UnitOfWork } from '../kernel/index.js'
import { retryOnConflict } from './retry-on-conflict.js'
import type { TitleWriter } from './title-writer.js'

export type RenameConversationArgs = {
  readonly app: App
  readonly endUser: EndUser
  readonly conversationId: ConversationId
  /** The new name; absent to have one written after the conversation's first message. */
  readonly name: string | undefined
}

export type RenameConversationPorts = {
  readonly unitOfWork: UnitOfWork
  readonly titles: Pick<TitleWriter, 'write'>
  readonly clock: Clock
  readonly logger: Logger
}

/** Gives a conversation the name its user chose, or has a model find one. */
export class RenameConversation {
  constructor(private readonly ports: RenameConversationPorts) {}

  /**
   * The conversation with its new name. A title that cannot be written leaves the name as it is; without a model the
   * conversation is named after its first query.
   *
   * @throws AppModeMismatch when the app holds no conversations.
   * @throws ValidationError when the name is blank or has more than 255 characters.
   * @throws ConversationNotFound when it is not this app's and this end user's.
   * @throws NothingToNameAfter when a name is to be written and the conversation has no message.
   */
  async execute(context: RequestContext, args: RenameConversationArgs): Promise<Conversation> {
    args.app.requireKind('chat')
    const { name } = args
    if (name === undefined) return this.entitle(context, args)
    if (name.trim() === '')
      throw new ValidationError('name is required when auto_generate is false')
    return this.change(context, args, (conversation) =>
      conversation.rename(name, this.ports.clock.now()),
    )
  }

  private async entitle(
    context: RequestContext,
    args: RenameConversationArgs,
  ): Promise<Conversation> {
    const { conversation, query } = await this.ports.unitOfWork.run(
      context.tenantId,
      async (repositories) => {
        const found = await findOwn(repositories, args)
        const first = await repositories.messages.findFirst(found.id)
        if (!first) throw new NothingToNameAfter(found.id)
        return { conversation: found, query: first.properties.query }
      },
    )
    const title = await this.titleOf(context, args, query)
    if (title === undefined) return conversation
    return this.change(context, args, (current) => current.entitle(title))
  }

  private async titleOf(
    { tenantId, signal }: RequestContext,
    { app, endUser }: RenameConversationArgs,
    query: string,
  ): Promise<string | undefined> {
    const { titles, logger } = this.ports
    try {
      const title = await titles.write(
        { tenantId, appId: app.id, user: endUser.sessionId, query },
        signal,
      )
      return title ?? nameFromQuery(query)
    } catch (error) {
      logger.warn('a title could not be written', { error })
      return undefined
    }
  }

  private change(
    { tenantId }: RequestContext,
    args: RenameConversationArgs,
    rename: (conversation: Conversation) => Conversation,
  ): Promise<Conversation> {
    return retryOnConflict(() =>
      this.ports.unitOfWork.run(tenantId, async (repositories) => {
        const renamed = rename(await findOwn(repositories, args))
        await repositories.conversations.save(renamed)
        return renamed
      }),
    )
  }
}

async function findOwn(
  { conversations }: Repositories,
  { app, endUser, conversationId }: RenameConversationArgs,
): Promise<Conversation> {
  const owner = { appId: app.id, endUserId: endUser.id }
  const conversation = await conversations.find(conversationId, owner)
  if (!conversation) throw new ConversationNotFound()
  return conversation
}
