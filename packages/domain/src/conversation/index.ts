export {
  AnnotationJobNotFound,
  AnnotationNotFound,
  TooManyAnnotations,
} from './annotation/annotation-error.js'
export {
  ANNOTATION_ACTIONS,
  ANNOTATION_JOB_STATUSES,
  AnnotationJobId,
  asItStands,
  isUnderWay,
} from './annotation/annotation-job.js'
export type {
  AnnotationAction,
  AnnotationJob,
  AnnotationJobStatus,
} from './annotation/annotation-job.js'
export {
  AnnotationHitId,
  AnnotationReplyId,
  cosine,
  isLikeEnough,
  requireThreshold,
} from './annotation/annotation-reply.js'
export type {
  AnnotationHit,
  AnnotationReply,
  AnnotationVector,
} from './annotation/annotation-reply.js'
export type {
  AnnotationReplyRepository,
  AnnotationRepository,
} from './annotation/annotation-repository.js'
export { Annotation, AnnotationId, MOST_ANNOTATIONS } from './annotation/annotation.js'
export type { AnnotationAuthor, AnnotationProperties } from './annotation/annotation.js'
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
export { ExternalDataToolNotAvailable } from './external-data/external-data-tool.js'
export type { ExternalDataQuery, ExternalDataTool } from './external-data/external-data-tool.js'
export { readExternalVariables } from './external-data/read-external-variables.js'
export type { ExternalVariable } from './external-data/read-external-variables.js'
export { matchesKeywords, moderatedTexts } from './moderation/match-keywords.js'
export { DEFAULT_MODERATION_BUFFER_SIZE, ModeratedAnswer } from './moderation/moderated-answer.js'
export { ModerationNotAvailable } from './moderation/moderation-method.js'
export type {
  ModeratedInput,
  ModeratedOutput,
  ModerationMethod,
  ModerationSubject,
} from './moderation/moderation-method.js'
export { readModerationPolicy } from './moderation/moderation-policy.js'
export type { ModerationPolicy, ModerationSide } from './moderation/moderation-policy.js'
export { PASSED } from './moderation/moderation-verdict.js'
export type {
  DirectOutput,
  InputVerdict,
  OutputVerdict,
  Passed,
} from './moderation/moderation-verdict.js'
