import type {
  AnnotationAction,
  AnnotationJob,
  AnnotationJobId,
  AnnotationReply,
  AnnotationReplyRepository,
} from '@weft/domain/conversation'
import type { AppId } from '@weft/domain/kernel'
import type { TenantSession } from '../kernel/tenant-session.js'
import { toJob, toJobRow, toReply, toReplyRow } from './annotation-mapper.js'

export class PostgresAnnotationReplyRepository implements AnnotationReplyRepository {
  constructor(private readonly session: TenantSession) {}

  async find(appId: AppId): Promise<AnnotationReply | undefined> {
    const row = await this.session.db
      .selectFrom('annotation_replies')
      .selectAll()
      .where('tenant_id', '=', this.session.tenantId)
      .where('app_id', '=', appId)
      .executeTakeFirst()
    return row && toReply(row)
  }

  async save(reply: AnnotationReply): Promise<void> {
    this.session.requireOwn(reply.tenantId)
    await this.session.db
      .insertInto('annotation_replies')
      .values(toReplyRow(reply))
      .onConflict((on) =>
        on.columns(['tenant_id', 'app_id']).doUpdateSet((stored) => ({
          score_threshold: stored.ref('excluded.score_threshold'),
          provider: stored.ref('excluded.provider'),
          model_name: stored.ref('excluded.model_name'),
          updated_at: stored.ref('excluded.updated_at'),
        })),
      )
      .execute()
  }

  async remove(appId: AppId): Promise<void> {
    await this.session.db
      .deleteFrom('annotation_replies')
      .where('tenant_id', '=', this.session.tenantId)
      .where('app_id', '=', appId)
      .execute()
  }

  async findJob(appId: AppId, id: AnnotationJobId): Promise<AnnotationJob | undefined> {
    const row = await this.jobs(appId).where('id', '=', id).executeTakeFirst()
    return row && toJob(row)
  }

  async findLatestJob(appId: AppId, action: AnnotationAction): Promise<AnnotationJob | undefined> {
    const row = await this.jobs(appId)
      .where('action', '=', action)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
    return row && toJob(row)
  }

  async saveJob(job: AnnotationJob): Promise<void> {
    this.session.requireOwn(job.tenantId)
    await this.session.db
      .insertInto('annotation_jobs')
      .values(toJobRow(job))
      .onConflict((on) =>
        on.columns(['tenant_id', 'id']).doUpdateSet((stored) => ({
          status: stored.ref('excluded.status'),
          error: stored.ref('excluded.error'),
          updated_at: stored.ref('excluded.updated_at'),
        })),
      )
      .execute()
  }

  private jobs(appId: AppId) {
    return this.session.db
      .selectFrom('annotation_jobs')
      .selectAll()
      .where('tenant_id', '=', this.session.tenantId)
      .where('app_id', '=', appId)
  }
}
