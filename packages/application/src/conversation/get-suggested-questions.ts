import type { EndUser } from '@weft/domain/account'
import { AppUnavailable, isWorkflowMode, type App } from '@weft/domain/app'
import {
  ConversationNotFound,
  MessageNotFound,
  SuggestedQuestionsDisabled,
  type Conversation,
  type MessageId,
} from '@weft/domain/conversation'
import type { JsonArray, Logger, RequestContext, TenantId } from '@weft/domain/kernel'
import type { HistoryRound, ModelRef } from '@weft/domain/model'
import { readModelConfiguration } from '@weft/domain/workflow'
import type { Repositories, UnitOfWork } from '../kernel/index.js'
import type { PublishedWorkflows } from '../workflow/index.js'
import type { QuestionSuggester } from './question-suggester.js'
import { readSuggestionSettings, type SuggestionSettings } from './suggestion-settings.js'

export type GetSuggestedQuestionsArgs = {
  readonly app: App
  readonly endUser: EndUser
  readonly messageId: MessageId
}

export type GetSuggestedQuestionsPorts = {
  readonly unitOfWork: UnitOfWork
  readonly workflows: Pick<PublishedWorkflows, 'load'>
  readonly suggester: QuestionSuggester
  readonly logger: Logger
}

type Settings = SuggestionSettings & { readonly appModel: ModelRef | undefined }

/** As many rounds as the model is shown. */
const ROUNDS = 3

/** What the end user might ask after a message. */
export class GetSuggestedQuestions {
  constructor(private readonly ports: GetSuggestedQuestionsPorts) {}

  /**
   * Suggestions as the model gave them, which should be texts; empty when none could be had.
   *
   * @throws AppModeMismatch when the app holds no conversations.
   * @throws MessageNotFound when the message is not this app's and this end user's.
   * @throws ConversationNotFound when its conversation has been deleted.
   * @throws SuggestedQuestionsDisabled when the app does not offer them.
   * @throws AppUnavailable when the conversation's configuration is gone.
   */
  async execute(context: RequestContext, args: GetSuggestedQuestionsArgs): Promise<JsonArray> {
    const { app, endUser } = args
    app.requireKind('chat')
    const conversation = await this.findConversation(context, args)
    const settings = await this.settingsOf(app, conversation)
    if (!settings) return []
    if (!settings.isEnabled) throw new SuggestedQuestionsDisabled()
    try {
      const rounds = await this.readRounds(context.tenantId, conversation)
      return await this.ports.suggester.suggest(
        {
          tenantId: context.tenantId,
          appId: app.id,
          user: endUser.sessionId,
          settings,
          appModel: settings.appModel,
          rounds,
        },
        context.signal,
      )
    } catch (error) {
      this.ports.logger.warn('questions could not be suggested', {
        messageId: args.messageId,
        error,
      })
      return []
    }
  }

  private findConversation(
    { tenantId }: RequestContext,
    { app, endUser, messageId }: GetSuggestedQuestionsArgs,
  ): Promise<Conversation> {
    return this.ports.unitOfWork.run(tenantId, async ({ messages, conversations }) => {
      const message = await messages.find(messageId)
      const isTheirs =
        message?.properties.appId === app.id && message.properties.endUserId === endUser.id
      if (!isTheirs) throw new MessageNotFound()
      const owner = { appId: app.id, endUserId: endUser.id }
      const conversation = await conversations.find(message.properties.conversationId, owner)
      if (!conversation) throw new ConversationNotFound()
      return conversation
    })
  }

  /** Nothing for an app whose workflow is not published. */
  private settingsOf(app: App, conversation: Conversation): Promise<Settings | undefined> {
    return isWorkflowMode(app.mode) ? this.ofWorkflow(app) : this.ofConfiguration(conversation)
  }

  private async ofWorkflow(app: App): Promise<Settings | undefined> {
    if (app.properties.publishedWorkflowId === undefined) return undefined
    const { definition } = await this.ports.workflows.load(app, undefined)
    return { ...readSuggestionSettings(definition.features.raw), appModel: undefined }
  }

  private async ofConfiguration({ properties }: Conversation): Promise<Settings> {
    const { tenantId, configurationId } = properties
    const stored =
      configurationId &&
      (await this.ports.unitOfWork.run(tenantId, ({ appConfigurations }) =>
        appConfigurations.find(configurationId),
      ))
    if (!stored) throw new AppUnavailable()
    const { model } = readModelConfiguration(stored.document)
    return { ...readSuggestionSettings(stored.document), appModel: model?.ref }
  }

  private readRounds(tenantId: TenantId, { id }: Conversation): Promise<readonly HistoryRound[]> {
    return this.ports.unitOfWork.run(tenantId, async ({ messages }: Repositories) => {
      const newestFirst = await messages.listHistory(id, ROUNDS)
      return newestFirst
        .map(({ properties: { query, answer } }): HistoryRound => ({ query, answer }))
        .reverse()
    })
  }
}
