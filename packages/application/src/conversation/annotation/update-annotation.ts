import type { App } from '@weft/domain/app'
import { AnnotationNotFound, type Annotation, type AnnotationId } from '@weft/domain/conversation'
import type { RequestContext } from '@weft/domain/kernel'
import { retryOnConflict } from '../retry-on-conflict.js'
import type { AnnotationUseCasePorts } from './create-annotation.js'

export type UpdateAnnotationArgs = {
  readonly app: App
  readonly annotationId: AnnotationId
  readonly question: string
  readonly answer: string
}

/** Changes an annotation. */
export class UpdateAnnotation {
  constructor(private readonly ports: Omit<AnnotationUseCasePorts, 'ids'>) {}

  /**
   * @throws AnnotationNotFound when the app has no such annotation.
   * @throws ValidationError when the question or the answer is blank.
   */
  async execute(
    { tenantId }: RequestContext,
    { app, annotationId, question, answer }: UpdateAnnotationArgs,
  ): Promise<Annotation> {
    const { unitOfWork, clock, index } = this.ports
    const updated = await retryOnConflict(() =>
      unitOfWork.run(tenantId, async ({ annotations }) => {
        const annotation = await annotations.find(app.id, annotationId)
        if (!annotation) throw new AnnotationNotFound()
        const revised = annotation.revise({ question, answer, at: clock.now() })
        await annotations.save(revised)
        return revised
      }),
    )
    index.refresh({ tenantId, appId: app.id })
    return updated
  }
}
