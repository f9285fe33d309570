import type { Tenant } from '@weft/domain/account'
import type { App } from '@weft/domain/app'
import {
  Annotation,
  AnnotationId,
  MOST_ANNOTATIONS,
  TooManyAnnotations,
} from '@weft/domain/conversation'
import type { RequestContext } from '@weft/domain/kernel'
import type { AnnotationIndex } from './annotation-index.js'
import type { AnnotationPorts } from './annotation-ports.js'

export type CreateAnnotationArgs = {
  readonly app: App
  /** Its owner is the author. */
  readonly tenant: Tenant
  readonly question: string
  readonly answer: string
}

export type AnnotationUseCasePorts = Pick<AnnotationPorts, 'unitOfWork' | 'clock' | 'ids'> & {
  readonly index: Pick<AnnotationIndex, 'refresh'>
}

/** Writes an answer that is to be given without asking a model. */
export class CreateAnnotation {
  constructor(private readonly ports: AnnotationUseCasePorts) {}

  /**
   * @throws ValidationError when the question or the answer is blank.
   * @throws TooManyAnnotations when the app has 10,000 of them.
   */
  async execute(
    { tenantId }: RequestContext,
    { app, tenant, question, answer }: CreateAnnotationArgs,
  ): Promise<Annotation> {
    const { unitOfWork, clock, ids, index } = this.ports
    const { ownerId } = tenant
    const created = await unitOfWork.run(tenantId, async ({ annotations, accounts }) => {
      const owner = await accounts.find(ownerId)
      const annotation = Annotation.create({
        id: AnnotationId.parse(ids.next()),
        tenantId,
        appId: app.id,
        question,
        answer,
        author: { id: ownerId, name: owner?.name ?? '' },
        at: clock.now(),
      })
      if ((await annotations.count(app.id)) >= MOST_ANNOTATIONS) throw new TooManyAnnotations()
      await annotations.save(annotation)
      return annotation
    })
    index.refresh({ tenantId, appId: app.id })
    return created
  }
}
