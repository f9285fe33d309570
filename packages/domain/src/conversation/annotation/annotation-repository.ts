import type { AppId, Page, PageRequest } from '../../kernel/index.js'
import type { ModelRef } from '../../model/index.js'
import type { AnnotationAction, AnnotationJob, AnnotationJobId } from './annotation-job.js'
import type { AnnotationHit, AnnotationReply, AnnotationVector } from './annotation-reply.js'
import type { Annotation, AnnotationId } from './annotation.js'

/** Annotations of one workspace, and the vectors of their questions. */
export interface AnnotationRepository {
  find(appId: AppId, id: AnnotationId): Promise<Annotation | undefined>
  /** Newest first. `keyword` is looked for in question and answer, whatever the case; all are listed without one. */
  list(appId: AppId, keyword: string | undefined, page: PageRequest): Promise<Page<Annotation>>
  count(appId: AppId): Promise<number>
  /**
   * The vector of a question that is no longer asked is forgotten; hits are kept as they are.
   *
   * @throws Conflict when somebody else saved the annotation since it was loaded.
   */
  save(annotation: Annotation): Promise<void>
  /** Takes its hits and its vector along. False when there was none. */
  remove(appId: AppId, id: AnnotationId): Promise<boolean>
  /** Counts the hit and keeps it. */
  addHit(hit: AnnotationHit): Promise<void>
  /** Newest first, at most 1,000. */
  listHits(id: AnnotationId): Promise<readonly AnnotationHit[]>
  /** Those whose question has no vector by this model yet: oldest first, at most `limit`. */
  listWithoutVector(appId: AppId, model: ModelRef, limit: number): Promise<readonly Annotation[]>
  /** Keeps the vectors, each in place of any other its annotation has. One whose question was changed meanwhile is left out. */
  putVectors(
    model: ModelRef,
    vectors: readonly { readonly annotation: Annotation; readonly vector: readonly number[] }[],
  ): Promise<void>
  /** A text that is another one after every change of what `listVectors` gives. */
  vectorRevision(appId: AppId, model: ModelRef): Promise<string>
  listVectors(appId: AppId, model: ModelRef): Promise<readonly AnnotationVector[]>
}

/** Which apps of one workspace answer by their annotations, and the jobs that switch it. */
export interface AnnotationReplyRepository {
  find(appId: AppId): Promise<AnnotationReply | undefined>
  /** Inserts or replaces the app's own; one that is replaced keeps its id and time of creation. */
  save(reply: AnnotationReply): Promise<void>
  remove(appId: AppId): Promise<void>
  findJob(appId: AppId, id: AnnotationJobId): Promise<AnnotationJob | undefined>
  /** The newest of the app's jobs of this action. */
  findLatestJob(appId: AppId, action: AnnotationAction): Promise<AnnotationJob | undefined>
  /** Inserts, or gives the job its new status, error and time. */
  saveJob(job: AnnotationJob): Promise<void>
}
