import type { App } from '@weft/domain/app'
import { AnnotationNotFound, type AnnotationId } from '@weft/domain/conversation'
import type { RequestContext } from '@weft/domain/kernel'
import type { UnitOfWork } from '../../kernel/index.js'

export type DeleteAnnotationArgs = { readonly app: App; readonly annotationId: AnnotationId }

/** Deletes an annotation with the history of its hits. */
export class DeleteAnnotation {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @throws AnnotationNotFound when the app has no such annotation. */
  async execute(
    { tenantId }: RequestContext,
    { app, annotationId }: DeleteAnnotationArgs,
  ): Promise<void> {
    const isRemoved = await this.unitOfWork.run(tenantId, ({ annotations }) =>
      annotations.remove(app.id, annotationId),
    )
    if (!isRemoved) throw new AnnotationNotFound()
  }
}
