import {
  Annotation,
  type AnnotationAction,
  type AnnotationHit,
  type AnnotationId,
  type AnnotationJob,
  type AnnotationJobId,
  type AnnotationReply,
  type AnnotationReplyRepository,
  type AnnotationRepository,
  type AnnotationVector,
} from '@weft/domain/conversation'
import type { AppId, Page, PageRequest } from '@weft/domain/kernel'
import { describeModel, type ModelRef } from '@weft/domain/model'
import { newestFirst, oldestFirst } from './birth-order.js'
import type { InMemorySession } from './in-memory-session.js'

const MOST_HITS = 1_000

let stamps = 0

export class InMemoryAnnotationRepository implements AnnotationRepository {
  constructor(private readonly session: InMemorySession) {}

  async find(appId: AppId, id: AnnotationId): Promise<Annotation | undefined> {
    const found = this.session.tables.annotations.get(id)
    return found?.properties.appId === appId ? found : undefined
  }

  async list(
    appId: AppId,
    keyword: string | undefined,
    { page, limit, offset }: PageRequest,
  ): Promise<Page<Annotation>> {
    const wanted = keyword?.toLowerCase() ?? ''
    const all = this.ofApp(appId)
      .filter(({ properties: { question, answer } }) =>
        [question, answer].some((text) => text.toLowerCase().includes(wanted)),
      )
      .sort((a, b) => newestFirst(a.properties, b.properties))
    return { items: all.slice(offset, offset + limit), total: all.length, page, limit }
  }

  async count(appId: AppId): Promise<number> {
    return this.ofApp(appId).length
  }

  async save(annotation: Annotation): Promise<void> {
    this.session.requireOwn(annotation.properties.tenantId)
    const { annotations, annotationVectors } = this.session.tables
    const stored = annotations.get(annotation.id)
    const next = Annotation.restore({
      ...annotation.properties,
      hitCount: stored?.properties.hitCount ?? annotation.properties.hitCount,
      version: annotation.version + 1,
    })
    this.session.putVersion(annotations, next)
    if (stored?.properties.question !== next.properties.question)
      this.session.remove(annotationVectors, annotation.id)
  }

  async remove(appId: AppId, id: AnnotationId): Promise<boolean> {
    if (!(await this.find(appId, id))) return false
    const { annotations, annotationVectors, annotationHits } = this.session.tables
    this.session.remove(annotations, id)
    this.session.remove(annotationVectors, id)
    for (const hit of await this.listHits(id)) this.session.remove(annotationHits, hit.id)
    return true
  }

  async addHit(hit: AnnotationHit): Promise<void> {
    this.session.requireOwn(hit.tenantId)
    const { annotations, annotationHits } = this.session.tables
    const stored = annotations.get(hit.annotationId)?.properties
    if (stored)
      this.session.put(
        annotations,
        hit.annotationId,
        Annotation.restore({ ...stored, hitCount: stored.hitCount + 1 }),
      )
    this.session.put(annotationHits, hit.id, hit)
  }

  async listHits(id: AnnotationId): Promise<readonly AnnotationHit[]> {
    return [...this.session.tables.annotationHits.values()]
      .filter(({ annotationId }) => annotationId === id)
      .sort(newestFirst)
      .slice(0, MOST_HITS)
  }

  async listWithoutVector(
    appId: AppId,
    model: ModelRef,
    limit: number,
  ): Promise<readonly Annotation[]> {
    return this.ofApp(appId)
      .filter(({ id }) => this.vectorOf(id, model) === undefined)
      .sort((a, b) => oldestFirst(a.properties, b.properties))
      .slice(0, limit)
  }

  async putVectors(
    model: ModelRef,
    vectors: readonly { readonly annotation: Annotation; readonly vector: readonly number[] }[],
  ): Promise<void> {
    const { annotations, annotationVectors } = this.session.tables
    for (const { annotation, vector } of vectors) {
      const stored = annotations.get(annotation.id)
      if (stored?.properties.question !== annotation.properties.question) continue
      const kept = { model: describeModel(model), vector, stamp: ++stamps }
      this.session.put(annotationVectors, annotation.id, kept)
    }
  }

  async vectorRevision(appId: AppId, model: ModelRef): Promise<string> {
    const own = this.ofApp(appId).flatMap(({ id }) => this.vectorOf(id, model) ?? [])
    return `${own.length} ${own.reduce((sum, { stamp }) => sum + stamp, 0)}`
  }

  async listVectors(appId: AppId, model: ModelRef): Promise<readonly AnnotationVector[]> {
    return this.ofApp(appId).flatMap(({ id }) => {
      const stored = this.vectorOf(id, model)
      return stored ? [{ annotationId: id, vector: stored.vector }] : []
    })
  }

  private vectorOf(id: AnnotationId, model: ModelRef) {
    const stored = this.session.tables.annotationVectors.get(id)
    return stored?.model === describeModel(model) ? stored : undefined
  }

  private ofApp(appId: AppId): Annotation[] {
    return [...this.session.tables.annotations.values()].filter(
      ({ properties }) => properties.appId === appId,
    )
  }
}

export class InMemoryAnnotationReplyRepository implements AnnotationReplyRepository {
  constructor(private readonly session: InMemorySession) {}

  async find(appId: AppId): Promise<AnnotationReply | undefined> {
    return this.session.tables.annotationReplies.get(appId)
  }

  async save(reply: AnnotationReply): Promise<void> {
    this.session.requireOwn(reply.tenantId)
    const { annotationReplies } = this.session.tables
    const { id, createdAt } = annotationReplies.get(reply.appId) ?? reply
    this.session.put(annotationReplies, reply.appId, { ...reply, id, createdAt })
  }

  async remove(appId: AppId): Promise<void> {
    this.session.remove(this.session.tables.annotationReplies, appId)
  }

  async findJob(appId: AppId, id: AnnotationJobId): Promise<AnnotationJob | undefined> {
    const job = this.session.tables.annotationJobs.get(id)
    return job?.appId === appId ? job : undefined
  }

  async findLatestJob(appId: AppId, action: AnnotationAction): Promise<AnnotationJob | undefined> {
    return [...this.session.tables.annotationJobs.values()]
      .filter((job) => job.appId === appId && job.action === action)
      .sort(newestFirst)[0]
  }

  async saveJob(job: AnnotationJob): Promise<void> {
    this.session.requireOwn(job.tenantId)
    const { annotationJobs } = this.session.tables
    const { status, error, updatedAt } = job
    const known = annotationJobs.get(job.id) ?? job
    this.session.put(annotationJobs, job.id, { ...known, status, error, updatedAt })
  }
}
