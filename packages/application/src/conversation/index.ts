export type {
  GenerationBegun,
  GenerationEvent,
  GenerationFailed,
  MessageEnded,
  MessageReplaced,
  MessageTextStreamed,
} from '../kernel/index.js'
export { AnnotationIndex } from './annotation/annotation-index.js'
export type { AnnotationPorts } from './annotation/annotation-ports.js'
export { AnnotationReplies } from './annotation/annotation-replies.js'
export type { AnnotatedAnswer, AppAnnotations } from './annotation/annotation-replies.js'
export { CreateAnnotation } from './annotation/create-annotation.js'
export type {
  AnnotationUseCasePorts,
  CreateAnnotationArgs,
} from './annotation/create-annotation.js'
export { DeleteAnnotation } from './annotation/delete-annotation.js'
export type { DeleteAnnotationArgs } from './annotation/delete-annotation.js'
export { GetAnnotationJob } from './annotation/get-annotation-job.js'
export type { GetAnnotationJobArgs } from './annotation/get-annotation-job.js'
export { ListAnnotations } from './annotation/list-annotations.js'
export type { ListAnnotationsArgs } from './annotation/list-annotations.js'
export { SwitchAnnotationReply } from './annotation/switch-annotation-reply.js'
export type {
  SwitchAnnotationReplyArgs,
  SwitchAnnotationReplyPorts,
} from './annotation/switch-annotation-reply.js'
export { UpdateAnnotation } from './annotation/update-annotation.js'
export type { UpdateAnnotationArgs } from './annotation/update-annotation.js'
export { ConversationTitles } from './conversation-titles.js'
export type { ConversationTitlesPorts, UntitledConversation } from './conversation-titles.js'
export { ApiExternalData } from './external-data/api-external-data.js'
export { ExternalData } from './external-data/external-data.js'
export { GenerateResponse } from './generate-response.js'
export type { GenerateResponsePorts } from './generate-response.js'
export type { GenerateResponseArgs, Generation, GenerationStrategy } from './generation-args.js'
export { GetSuggestedQuestions } from './get-suggested-questions.js'
export type {
  GetSuggestedQuestionsArgs,
  GetSuggestedQuestionsPorts,
} from './get-suggested-questions.js'
export { ApiModeration } from './moderation/api-moderation.js'
export { KeywordModeration } from './moderation/keyword-moderation.js'
export { ModelModeration } from './moderation/model-moderation.js'
export type { ModelModerationPorts } from './moderation/model-moderation.js'
export { ModerationMethods } from './moderation/moderation-methods.js'
export type { ModerationOptions } from './moderation/moderation-methods.js'
export { ModelAppStrategy } from './model-app-strategy.js'
export type { ModelAppStrategyPorts } from './model-app-strategy.js'
export { openConversation } from './open-conversation.js'
export type { LocalConversation, LocalTurnArgs } from './local-conversation.js'
export { ConversationTurns } from './conversation-turns.js'
export { QuestionSuggester } from './question-suggester.js'
export type { SuggestionArgs } from './question-suggester.js'
export { RenameConversation } from './rename-conversation.js'
export type { RenameConversationArgs, RenameConversationPorts } from './rename-conversation.js'
export { StopGeneration } from './stop-generation.js'
export type { PausedGenerationPorts, StopGenerationArgs } from './stop-generation.js'
export { TitleWriter } from './title-writer.js'
export type { TitleArgs } from './title-writer.js'
export { WorkflowAppStrategy } from './workflow-app-strategy.js'
export type { WorkflowAppStrategyPorts } from './workflow-app-strategy.js'
