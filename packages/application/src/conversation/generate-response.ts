import { AppModeNotAvailable, isChatMode, type AppMode } from '@weft/domain/app'
import { ConversationId, ConversationNotFound, type Conversation } from '@weft/domain/conversation'
import { ValidationError, type RequestContext } from '@weft/domain/kernel'
import type { GenerationEvent, UnitOfWork } from '../kernel/index.js'
import type { ConversationTitles } from './conversation-titles.js'
import type { GenerateResponseArgs, GenerationStrategy } from './generation-args.js'

export type GenerateResponsePorts = {
  readonly unitOfWork: UnitOfWork
  /** By mode; a mode that is not listed is answered with `AppModeNotAvailable`. */
  readonly strategies: { readonly [mode in AppMode]?: GenerationStrategy }
  /** Absent where no model names conversations: then they are named after their first query. */
  readonly titles?: Pick<ConversationTitles, 'areWritten' | 'begin'>
}

/** Answers a message in a conversation, or completes a text. */
export class GenerateResponse {
  constructor(private readonly ports: GenerateResponsePorts) {}

  /**
   * Tells the events of the answer in batches, `GenerationBegun` first. Generation is aborted when the context's signal
   * is; what was produced by then is stored.
   *
   * Rejects before the first event:
   * @throws AppModeMismatch, AppModeNotAvailable or AppUnavailable for the app.
   * @throws ConversationNotFound or ConversationCompleted for the conversation.
   * @throws WorkflowNotPublished, InvalidWorkflowId, WorkflowNotFound or DraftWorkflowNotRunnable for the version.
   * @throws ModelNotConfigured when a chat or completion app's model is not there.
   * @throws InvalidInput when an input does not fit the form.
   * @throws TooManyActiveGenerations when the app's limit is reached.
   */
  async *execute(
    context: RequestContext,
    args: GenerateResponseArgs,
  ): AsyncGenerator<readonly GenerationEvent[], void, undefined> {
    const { conversationId, kind = 'chat', ...rest } = args
    args.app.requireKind(kind)
    const strategy = this.ports.strategies[args.app.mode]
    if (!strategy) throw new AppModeNotAvailable(args.app.mode)
    const conversation = await this.findConversation(context, args, conversationId?.trim() ?? '')
    conversation?.requireOpen()
    const query = args.query.replaceAll('\0', '')
    const isTitled = conversation === undefined && this.writesTitle(context, args)
    const autoGenerateName = args.autoGenerateName && !isTitled
    const events = strategy.generate({ ...rest, query, context, conversation, autoGenerateName })
    yield* isTitled ? this.withTitle(context, { ...args, query }, events) : events
  }

  private writesTitle(
    { tenantId }: RequestContext,
    { app, autoGenerateName }: GenerateResponseArgs,
  ): boolean {
    if (!autoGenerateName || !isChatMode(app.mode)) return false
    return this.ports.titles?.areWritten(tenantId) ?? false
  }

  /** Has the new conversation named once its answer has ended: no answer competes with a title for its model. */
  private async *withTitle(
    { tenantId }: RequestContext,
    { app, endUser, query }: GenerateResponseArgs,
    events: AsyncGenerator<readonly GenerationEvent[], void, undefined>,
  ): AsyncGenerator<readonly GenerationEvent[], void, undefined> {
    let conversationId: ConversationId | undefined
    try {
      const first = await events.next()
      if (first.done === true) return
      conversationId = conversationOf(first.value)
      yield first.value
      yield* events
    } finally {
      await events.return()
      if (conversationId !== undefined)
        this.ports.titles?.begin({
          tenantId,
          appId: app.id,
          endUserId: endUser.id,
          user: endUser.sessionId,
          conversationId,
          query,
        })
    }
  }

  private async findConversation(
    { tenantId }: RequestContext,
    { app, endUser }: GenerateResponseArgs,
    rawId: string,
  ): Promise<Conversation | undefined> {
    if (rawId === '') return undefined
    const id = ConversationId.tryParse(rawId)
    if (id === undefined) throw new ValidationError('conversation_id must be a valid UUID')
    const conversation = await this.ports.unitOfWork.run(tenantId, ({ conversations }) =>
      conversations.find(id, { appId: app.id, endUserId: endUser.id }),
    )
    if (!conversation) throw new ConversationNotFound()
    return conversation
  }
}

function conversationOf([begun]: readonly GenerationEvent[]): ConversationId | undefined {
  return begun?.type === 'GenerationBegun' ? begun.message?.conversationId : undefined
}
