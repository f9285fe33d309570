import {
  Annotation,
  ANNOTATION_ACTIONS,
  ANNOTATION_JOB_STATUSES,
  AnnotationHitId,
  AnnotationId,
  AnnotationJobId,
  AnnotationReplyId,
  type AnnotationHit,
  type AnnotationJob,
  type AnnotationReply,
} from '@weft/domain/conversation'
import { AppId, TenantId } from '@weft/domain/kernel'
import type { Insertable, Selectable } from 'kysely'
import { storedWord } from '../kernel/stored-fields.js'
import { fromStoredText, toStoredText } from '../kernel/stored-text.js'
import type {
  AnnotationHitTable,
  AnnotationJobTable,
  AnnotationReplyTable,
  AnnotationTable,
} from './annotation-table.js'

/** Everything of an annotation but its hits and its vector. */
export const ANNOTATION_COLUMNS = [
  'tenant_id',
  'id',
  'app_id',
  'question',
  'answer',
  'hit_count',
  'author_id',
  'author_name',
  'created_at',
  'updated_at',
  'version',
] as const

/** The row of an annotation that is new. */
export const toAnnotationRow = ({
  properties: annotation,
}: Annotation): Insertable<AnnotationTable> => ({
  tenant_id: annotation.tenantId,
  id: annotation.id,
  app_id: annotation.appId,
  question: toStoredText(annotation.question),
  answer: toStoredText(annotation.answer),
  hit_count: annotation.hitCount,
  author_id: annotation.author.id,
  author_name: toStoredText(annotation.author.name),
  vector: null,
  vector_provider: null,
  vector_model: null,
  vector_stamp: null,
  created_at: annotation.createdAt,
  updated_at: annotation.updatedAt,
  version: annotation.version + 1,
})

export const toAnnotation = (
  row: Pick<Selectable<AnnotationTable>, (typeof ANNOTATION_COLUMNS)[number]>,
): Annotation =>
  Annotation.restore({
    id: AnnotationId.parse(row.id),
    tenantId: TenantId.parse(row.tenant_id),
    appId: AppId.parse(row.app_id),
    question: fromStoredText(row.question),
    answer: fromStoredText(row.answer),
    hitCount: row.hit_count,
    author: { id: row.author_id, name: fromStoredText(row.author_name) },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
  })

export const toHitRow = (hit: AnnotationHit): Insertable<AnnotationHitTable> => ({
  tenant_id: hit.tenantId,
  id: hit.id,
  app_id: hit.appId,
  annotation_id: hit.annotationId,
  user_id: hit.userId,
  message_id: hit.messageId,
  question: toStoredText(hit.question),
  score: hit.score,
  source: hit.source,
  annotation_question: toStoredText(hit.annotationQuestion),
  annotation_answer: toStoredText(hit.annotationAnswer),
  created_at: hit.createdAt,
})

export const toHit = (row: Selectable<AnnotationHitTable>): AnnotationHit => ({
  id: AnnotationHitId.parse(row.id),
  tenantId: TenantId.parse(row.tenant_id),
  appId: AppId.parse(row.app_id),
  annotationId: AnnotationId.parse(row.annotation_id),
  userId: row.user_id,
  messageId: row.message_id,
  question: fromStoredText(row.question),
  score: row.score,
  source: storedWord(row.source, ['api', 'console'], 'annotation_hits.source'),
  annotationQuestion: fromStoredText(row.annotation_question),
  annotationAnswer: fromStoredText(row.annotation_answer),
  createdAt: row.created_at,
})

export const toReplyRow = (reply: AnnotationReply): Insertable<AnnotationReplyTable> => ({
  tenant_id: reply.tenantId,
  app_id: reply.appId,
  id: reply.id,
  score_threshold: reply.scoreThreshold,
  provider: toStoredText(reply.model.provider),
  model_name: toStoredText(reply.model.name),
  created_at: reply.createdAt,
  updated_at: reply.updatedAt,
})

export const toReply = (row: Selectable<AnnotationReplyTable>): AnnotationReply => ({
  id: AnnotationReplyId.parse(row.id),
  tenantId: TenantId.parse(row.tenant_id),
  appId: AppId.parse(row.app_id),
  scoreThreshold: row.score_threshold,
  model: { provider: fromStoredText(row.provider), name: fromStoredText(row.model_name) },
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

export const toJobRow = (job: AnnotationJob): Insertable<AnnotationJobTable> => ({
  tenant_id: job.tenantId,
  id: job.id,
  app_id: job.appId,
  action: job.action,
  status: job.status,
  error: toStoredText(job.error),
  created_at: job.createdAt,
  updated_at: job.updatedAt,
})

export const toJob = (row: Selectable<AnnotationJobTable>): AnnotationJob => ({
  id: AnnotationJobId.parse(row.id),
  tenantId: TenantId.parse(row.tenant_id),
  appId: AppId.parse(row.app_id),
  action: storedWord(row.action, ANNOTATION_ACTIONS, 'annotation_jobs.action'),
  status: storedWord(row.status, ANNOTATION_JOB_STATUSES, 'annotation_jobs.status'),
  error: fromStoredText(row.error),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
