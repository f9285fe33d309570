import type { App } from '@weft/domain/app'
import {
  AnnotationJobId,
  AnnotationReplyId,
  asItStands,
  isUnderWay,
  requireThreshold,
  type AnnotationAction,
  type AnnotationJob,
} from '@weft/domain/conversation'
import type { RequestContext } from '@weft/domain/kernel'
import type { ModelRef } from '@weft/domain/model'
import { toWeftError } from '../../kernel/index.js'
import { BackgroundWork } from '../background-work.js'
import type { AnnotationIndex } from './annotation-index.js'
import type { AnnotationPorts } from './annotation-ports.js'

export type SwitchAnnotationReplyArgs = {
  readonly app: App
  readonly action: AnnotationAction
  /** How like a question has to be; 0 stands for 1. */
  readonly scoreThreshold: number
  /** What turns questions into vectors. Left aside when replies are switched off. */
  readonly model: ModelRef
}

export type SwitchAnnotationReplyPorts = Pick<
  AnnotationPorts,
  'unitOfWork' | 'clock' | 'ids' | 'logger'
> & { readonly index: Pick<AnnotationIndex, 'complete'> }

type Switching = { readonly job: AnnotationJob; readonly args: SwitchAnnotationReplyArgs }

/** Has an app answer by its annotations, or no longer, by a job that goes on after the call. `close` it. */
export class SwitchAnnotationReply {
  readonly #work = new BackgroundWork()

  constructor(private readonly ports: SwitchAnnotationReplyPorts) {}

  /**
   * The job as it begins; or the one that is under way already for this app and action, whatever it was asked for.
   *
   * @throws ValidationError when the threshold is not between 0 and 1.
   */
  async execute(
    { tenantId }: RequestContext,
    args: SwitchAnnotationReplyArgs,
  ): Promise<AnnotationJob> {
    requireThreshold(args.scoreThreshold)
    const { unitOfWork, clock, ids } = this.ports
    const now = clock.now()
    const { job, isNew } = await unitOfWork.run(tenantId, async ({ annotationReplies }) => {
      const latest = await annotationReplies.findLatestJob(args.app.id, args.action)
      if (latest && isUnderWay(asItStands(latest, now)))
        return { job: { ...latest, status: 'processing' as const }, isNew: false }
      const begun: AnnotationJob = {
        id: AnnotationJobId.parse(ids.next()),
        tenantId,
        appId: args.app.id,
        action: args.action,
        status: 'waiting',
        error: '',
        createdAt: now,
        updatedAt: now,
      }
      await annotationReplies.saveJob(begun)
      return { job: begun, isNew: true }
    })
    if (isNew) this.#work.begin((signal) => this.carryOut({ job, args }, signal))
    return job
  }

  /** Resolves when every job that is under way here is done. */
  settled(): Promise<void> {
    return this.#work.settled()
  }

  /** Breaks off what is under way: those jobs have failed. */
  close(): Promise<void> {
    return this.#work.close()
  }

  private async carryOut({ job, args }: Switching, signal: AbortSignal): Promise<void> {
    try {
      await this.report(job, 'processing')
      if (args.action === 'enable') await this.enable({ job, args }, signal)
      else await this.disable(job)
      await this.report(job, 'completed')
    } catch (error) {
      this.ports.logger.warn('annotation replies could not be switched', { jobId: job.id, error })
      await this.fail(job, signal.aborted ? STOPPED : toWeftError(error).message)
    }
  }

  /** Indexes first: until then the app goes on as it did. */
  private async enable({ job, args }: Switching, signal: AbortSignal): Promise<void> {
    const { unitOfWork, clock, ids, index } = this.ports
    const { tenantId, appId } = job
    const complete = () =>
      index.complete({ tenantId, appId }, args.model, {
        signal,
        onProgress: () => this.report(job, 'processing'),
      })
    await complete()
    const at = clock.now()
    await unitOfWork.run(tenantId, ({ annotationReplies }) =>
      annotationReplies.save({
        id: AnnotationReplyId.parse(ids.next()),
        tenantId,
        appId,
        scoreThreshold: args.scoreThreshold,
        model: args.model,
        createdAt: at,
        updatedAt: at,
      }),
    )
    // What was written meanwhile was not indexed by anybody else: replies were not switched on yet.
    await complete()
  }

  private async disable({ tenantId, appId }: AnnotationJob): Promise<void> {
    await this.ports.unitOfWork.run(tenantId, ({ annotationReplies }) =>
      annotationReplies.remove(appId),
    )
  }

  private report(job: AnnotationJob, status: 'processing' | 'completed'): Promise<void> {
    return this.save({ ...job, status, updatedAt: this.ports.clock.now() })
  }

  private async fail(job: AnnotationJob, error: string): Promise<void> {
    try {
      await this.save({ ...job, status: 'error', error, updatedAt: this.ports.clock.now() })
    } catch (savingError) {
      this.ports.logger.error('a job could not be stored', { jobId: job.id, error: savingError })
    }
  }

  private save(job: AnnotationJob): Promise<void> {
    return this.ports.unitOfWork.run(job.tenantId, ({ annotationReplies }) =>
      annotationReplies.saveJob(job),
    )
  }
}

const STOPPED = 'The job broke off: its server has stopped. Start it again.'
