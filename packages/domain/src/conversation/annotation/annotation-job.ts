import { idType, type AppId, type Brand, type TenantId } from '../../kernel/index.js'

export type AnnotationJobId = Brand<string, 'AnnotationJobId'>
export const AnnotationJobId = idType<AnnotationJobId>('AnnotationJobId')

export const ANNOTATION_ACTIONS = ['enable', 'disable'] as const
export type AnnotationAction = (typeof ANNOTATION_ACTIONS)[number]

export const ANNOTATION_JOB_STATUSES = ['waiting', 'processing', 'completed', 'error'] as const
export type AnnotationJobStatus = (typeof ANNOTATION_JOB_STATUSES)[number]

/** The work of switching annotation replies of an app on or off. */
export type AnnotationJob = {
  readonly id: AnnotationJobId
  readonly tenantId: TenantId
  readonly appId: AppId
  readonly action: AnnotationAction
  readonly status: AnnotationJobStatus
  /** What went wrong, for people; empty unless something did. */
  readonly error: string
  readonly createdAt: Date
  /** When it was last heard of. */
  readonly updatedAt: Date
}

/** A job that was not heard of for so long died with its process. */
const LIFE_SIGN_MS = 600_000

/** The job as it stands: one whose process died has failed. */
export function asItStands(job: AnnotationJob, now: Date): AnnotationJob {
  const isSilent = now.getTime() - job.updatedAt.getTime() > LIFE_SIGN_MS
  return isUnderWay(job) && isSilent
    ? {
        ...job,
        status: 'error',
        error: 'The job broke off: its server has stopped. Start it again.',
      }
    : job
}

export function isUnderWay({ status }: AnnotationJob): boolean {
  return status === 'waiting' || status === 'processing'
}
