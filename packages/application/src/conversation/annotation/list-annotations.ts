import type { App } from '@weft/domain/app'
import type { Annotation } from '@weft/domain/conversation'
import type { Page, PageRequest, RequestContext } from '@weft/domain/kernel'
import type { UnitOfWork } from '../../kernel/index.js'

export type ListAnnotationsArgs = {
  readonly app: App
  /** Part of the question or the answer, in any case; absent lists all. */
  readonly keyword: string | undefined
  readonly page: PageRequest
}

/** The annotations of an app, newest first. */
export class ListAnnotations {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  execute(
    { tenantId }: RequestContext,
    { app, keyword, page }: ListAnnotationsArgs,
  ): Promise<Page<Annotation>> {
    return this.unitOfWork.run(tenantId, ({ annotations }) =>
      annotations.list(app.id, keyword, page),
    )
  }
}
