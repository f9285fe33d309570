import {
  ConversationTitles,
  GetSuggestedQuestions,
  QuestionSuggester,
  RenameConversation,
  TitleWriter,
} from '@weft/application/conversation'
import { WorkspaceAuxiliaryModels } from '@weft/application/model'
import { ContainerModule } from 'inversify'
import { TOKENS } from './tokens.js'

/** What goes on beside the answers of a conversation. */
export const conversationModule = new ContainerModule(({ bind }) => {
  bind(TOKENS.auxiliaryModels).toResolvedValue(
    (models, catalogue) => new WorkspaceAuxiliaryModels({ models, catalogue }),
    [TOKENS.models, TOKENS.providers],
  )
  bind(TOKENS.titleWriter).toResolvedValue(
    (models) => new TitleWriter(models),
    [TOKENS.auxiliaryModels],
  )
  bind(TOKENS.titles)
    .toResolvedValue(
      (unitOfWork, writer, clock, logger) =>
        new ConversationTitles({ unitOfWork, writer, clock, logger }),
      [TOKENS.unitOfWork, TOKENS.titleWriter, TOKENS.clock, TOKENS.logger],
    )
    .inSingletonScope()
  bind(TOKENS.renameConversation).toResolvedValue(
    (unitOfWork, titles, clock, logger) =>
      new RenameConversation({ unitOfWork, titles, clock, logger }),
    [TOKENS.unitOfWork, TOKENS.titleWriter, TOKENS.clock, TOKENS.logger],
  )
  bind(TOKENS.getSuggestedQuestions).toResolvedValue(
    (unitOfWork, workflows, models, logger) =>
      new GetSuggestedQuestions({
        unitOfWork,
        workflows,
        suggester: new QuestionSuggester(models),
        logger,
      }),
    [TOKENS.unitOfWork, TOKENS.workflows, TOKENS.auxiliaryModels, TOKENS.logger],
  )
})
