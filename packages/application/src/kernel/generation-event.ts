import type { AppMode } from '@weft/domain/app'
import type {
  AnnotationAuthor,
  AnnotationId,
  ConversationId,
  MessageId,
} from '@weft/domain/conversation'
import type { JsonObject, TokenUsage, WeftError } from '@weft/domain/kernel'
import type { RunEvent, RunId } from '@weft/domain/workflow'

/**
 * What a generation tells while it goes on, for every app mode and every surface: the events of its workflow run, where
 * there is one, and those of its message, where there is one.
 */
export type GenerationEvent =
  | GenerationBegun
  | RunEvent
  | MessageTextStreamed
  | MessageReplaced
  | MessageEnded
  | GenerationFailed

/** First event: everything is checked and stored, and the work begins. */
export type GenerationBegun = {
  readonly type: 'GenerationBegun'
  /** What the caller may stop the generation by. */
  readonly taskId: string
  readonly mode: AppMode
  /** Absent for a workflow app. */
  readonly message:
    | {
        readonly id: MessageId
        readonly conversationId: ConversationId
        readonly createdAt: Date
      }
    | undefined
  /** Absent for apps without a graph. */
  readonly run:
    | {
        readonly id: RunId
        readonly workflowId: string
        readonly createdAt: Date
        readonly createdBy: { readonly id: string; readonly user: string }
      }
    | undefined
}

/** Text of a chat or completion app. A workflow's text comes as `AnswerStreamed`. */
export type MessageTextStreamed = {
  readonly type: 'MessageTextStreamed'
  readonly text: string
}

/** Moderation put another text in place of all that was said so far. What follows goes on behind it. A workflow's comes as `AnswerReplaced`. */
export type MessageReplaced = {
  readonly type: 'MessageReplaced'
  readonly answer: string
}

/** The message is stored. For advanced-chat apps the run's own end comes right after it. */
export type MessageEnded = {
  readonly type: 'MessageEnded'
  readonly answer: string
  readonly usage: TokenUsage
  readonly retrieverResources: readonly JsonObject[]
  readonly files: readonly JsonObject[]
  /** The annotation that is the answer; absent where another thing answered. */
  readonly annotationReply?: {
    readonly id: AnnotationId
    readonly author: AnnotationAuthor
  }
}

/** Generation broke off. Nothing follows. */
export type GenerationFailed = {
  readonly type: 'GenerationFailed'
  readonly error: WeftError | TypeError
}
