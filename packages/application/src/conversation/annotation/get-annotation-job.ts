import type { App } from '@weft/domain/app'
import {
  AnnotationJobNotFound,
  asItStands,
  type AnnotationAction,
  type AnnotationJob,
  type AnnotationJobId,
} from '@weft/domain/conversation'
import type { Clock, RequestContext } from '@weft/domain/kernel'
import type { UnitOfWork } from '../../kernel/index.js'

export type GetAnnotationJobArgs = {
  readonly app: App
  readonly action: AnnotationAction
  readonly jobId: AnnotationJobId
}

/** How far a job that switches annotation replies has come. */
export class GetAnnotationJob {
  constructor(private readonly ports: { readonly unitOfWork: UnitOfWork; readonly clock: Clock }) {}

  /** @throws AnnotationJobNotFound when the app has no such job of this action. */
  async execute(
    { tenantId }: RequestContext,
    { app, action, jobId }: GetAnnotationJobArgs,
  ): Promise<AnnotationJob> {
    const job = await this.ports.unitOfWork.run(tenantId, ({ annotationReplies }) =>
      annotationReplies.findJob(app.id, jobId),
    )
    if (job?.action !== action) throw new AnnotationJobNotFound()
    return asItStands(job, this.ports.clock.now())
  }
}
