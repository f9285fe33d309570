import type { EndUser } from '@weft/domain/account'
import { isChatMode } from '@weft/domain/app'
import {
  AnnotationHitId,
  isLikeEnough,
  type AnnotationAuthor,
  type AnnotationId,
  type AnnotationReply,
  type Message,
  type MessageId,
} from '@weft/domain/conversation'
import type { AppId, TenantId } from '@weft/domain/kernel'
import type { Generation } from '../generation-args.js'
import type { AnnotationIndex, NearestAnnotation } from './annotation-index.js'
import type { AnnotationPorts } from './annotation-ports.js'

/** An app whose annotations are asked. */
type AnnotatedApp = { readonly tenantId: TenantId; readonly appId: AppId }

/** A message that an annotation may answer. */
type Question = {
  readonly endUser: EndUser
  readonly messageId: MessageId
  readonly query: string
}

/** The annotation that answers a question. */
export type AnnotatedAnswer = {
  readonly id: AnnotationId
  readonly answer: string
  readonly author: AnnotationAuthor
}

/** Looks for the annotation that answers a query. Never rejects. */
export type AskAnnotations = (
  query: string,
  options: { readonly signal: AbortSignal },
) => Promise<AnnotatedAnswer | undefined>

type Ports = Pick<AnnotationPorts, 'unitOfWork' | 'clock' | 'ids' | 'logger'> & {
  readonly index: Pick<AnnotationIndex, 'nearest'>
}

/** Answers questions by annotations. */
export class AnnotationReplies {
  constructor(private readonly ports: Ports) {}

  /**
   * The annotations of an app that answers by them; nothing for any other, nor where that cannot be found out, which is
   * logged. Never rejects.
   */
  async of({
    app,
    context: { tenantId },
  }: Pick<Generation, 'app' | 'context'>): Promise<AppAnnotations | undefined> {
    if (!isChatMode(app.mode)) return undefined
    try {
      const reply = await this.ports.unitOfWork.run(tenantId, ({ annotationReplies }) =>
        annotationReplies.find(app.id),
      )
      return reply && new AppAnnotations({ tenantId, appId: app.id }, reply, this.ports)
    } catch (error) {
      this.ports.logger.warn('annotations could not be asked', { appId: app.id, error })
      return undefined
    }
  }
}

/** The annotations of one app, as it wants them to answer. */
export class AppAnnotations {
  constructor(
    private readonly app: AnnotatedApp,
    private readonly reply: AnnotationReply,
    private readonly ports: Ports,
  ) {}

  /** How to ask about one message. Finds nothing where something fails, which is logged. */
  about(message: Message, endUser: EndUser): AskAnnotations {
    return async (query, { signal }) => {
      if (query.trim() === '') return undefined
      try {
        return await this.answer({ endUser, messageId: message.id, query }, signal)
      } catch (error) {
        const { appId } = this.app
        if (!signal.aborted)
          this.ports.logger.warn('annotations could not be asked', { appId, error })
        return undefined
      }
    }
  }

  private async answer(
    question: Question,
    signal: AbortSignal,
  ): Promise<AnnotatedAnswer | undefined> {
    const { index } = this.ports
    const nearest = await index.nearest(this.app, this.reply.model, question.query, signal)
    if (!nearest || !isLikeEnough(nearest.score, this.reply)) return undefined
    return this.countHit(question, nearest)
  }

  /** Nothing for an annotation that was deleted meanwhile. */
  private countHit(
    { endUser, messageId, query }: Question,
    { annotationId, score }: NearestAnnotation,
  ): Promise<AnnotatedAnswer | undefined> {
    const { unitOfWork, clock, ids } = this.ports
    const { tenantId, appId } = this.app
    return unitOfWork.run(tenantId, async ({ annotations }) => {
      const annotation = await annotations.find(appId, annotationId)
      if (!annotation) return undefined
      const { question, answer, author } = annotation.properties
      await annotations.addHit({
        id: AnnotationHitId.parse(ids.next()),
        tenantId,
        appId,
        annotationId,
        userId: endUser.id,
        messageId,
        question: query,
        score,
        source: 'api',
        annotationQuestion: question,
        annotationAnswer: answer,
        createdAt: clock.now(),
      })
      return { id: annotationId, answer, author }
    })
  }
}
