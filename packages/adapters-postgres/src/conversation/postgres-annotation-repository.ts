import {
  AnnotationId,
  type Annotation,
  type AnnotationHit,
  type AnnotationRepository,
  type AnnotationVector,
} from '@weft/domain/conversation'
import type { AppId, Page, PageRequest } from '@weft/domain/kernel'
import type { ModelRef } from '@weft/domain/model'
import { sql } from 'kysely'
import { toStoredText } from '../kernel/stored-text.js'
import { requireSaved, type TenantSession } from '../kernel/tenant-session.js'
import { fromVectorBytes, toVectorBytes } from '../model/model-mapper.js'
import {
  ANNOTATION_COLUMNS,
  toAnnotation,
  toAnnotationRow,
  toHit,
  toHitRow,
} from './annotation-mapper.js'

const MOST_HITS = 1_000

export class PostgresAnnotationRepository implements AnnotationRepository {
  constructor(private readonly session: TenantSession) {}

  async find(appId: AppId, id: AnnotationId): Promise<Annotation | undefined> {
    const row = await this.ofApp(appId)
      .select(ANNOTATION_COLUMNS)
      .where('id', '=', id)
      .executeTakeFirst()
    return row && toAnnotation(row)
  }

  async list(
    appId: AppId,
    keyword: string | undefined,
    { page, limit, offset }: PageRequest,
  ): Promise<Page<Annotation>> {
    const rows = await this.withKeyword(appId, keyword)
      .select(ANNOTATION_COLUMNS)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .offset(offset)
      .execute()
    const { total } = await this.withKeyword(appId, keyword)
      .select(sql<number>`count(*)::int`.as('total'))
      .executeTakeFirstOrThrow()
    return { items: rows.map(toAnnotation), total, page, limit }
  }

  async count(appId: AppId): Promise<number> {
    const { total } = await this.ofApp(appId)
      .select(sql<number>`count(*)::int`.as('total'))
      .executeTakeFirstOrThrow()
    return total
  }

  async save(annotation: Annotation): Promise<void> {
    this.session.requireOwn(annotation.properties.tenantId)
    const isNew = annotation.version === 0
    requireSaved(isNew ? await this.insert(annotation) : await this.update(annotation), annotation)
  }

  async remove(appId: AppId, id: AnnotationId): Promise<boolean> {
    const { db, tenantId } = this.session
    const result = await db
      .deleteFrom('annotations')
      .where('tenant_id', '=', tenantId)
      .where('app_id', '=', appId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (result.numDeletedRows === 0n) return false
    await db
      .deleteFrom('annotation_hits')
      .where('tenant_id', '=', tenantId)
      .where('annotation_id', '=', id)
      .execute()
    return true
  }

  async addHit(hit: AnnotationHit): Promise<void> {
    this.session.requireOwn(hit.tenantId)
    const { db, tenantId } = this.session
    await db
      .updateTable('annotations')
      .set((row) => ({ hit_count: row('hit_count', '+', 1) }))
      .where('tenant_id', '=', tenantId)
      .where('id', '=', hit.annotationId)
      .execute()
    await db.insertInto('annotation_hits').values(toHitRow(hit)).execute()
  }

  async listHits(id: AnnotationId): Promise<readonly AnnotationHit[]> {
    const rows = await this.session.db
      .selectFrom('annotation_hits')
      .selectAll()
      .where('tenant_id', '=', this.session.tenantId)
      .where('annotation_id', '=', id)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(MOST_HITS)
      .execute()
    return rows.map(toHit)
  }

  async listWithoutVector(
    appId: AppId,
    { provider, name }: ModelRef,
    limit: number,
  ): Promise<readonly Annotation[]> {
    const rows = await this.ofApp(appId)
      .select(ANNOTATION_COLUMNS)
      .where((row) =>
        row.or([
          row('vector_provider', 'is distinct from', toStoredText(provider)),
          row('vector_model', 'is distinct from', toStoredText(name)),
        ]),
      )
      .orderBy('created_at')
      .orderBy('id')
      .limit(limit)
      .execute()
    return rows.map(toAnnotation)
  }

  async putVectors(
    { provider, name }: ModelRef,
    vectors: readonly { readonly annotation: Annotation; readonly vector: readonly number[] }[],
  ): Promise<void> {
    for (const { annotation, vector } of vectors)
      await this.session.db
        .updateTable('annotations')
        .set({
          vector: toVectorBytes(vector),
          vector_provider: toStoredText(provider),
          vector_model: toStoredText(name),
          vector_stamp: sql<string>`(extract(epoch from clock_timestamp()) * 1000000)::bigint`,
        })
        .where('tenant_id', '=', this.session.tenantId)
        .where('id', '=', annotation.id)
        .where('question', '=', toStoredText(annotation.properties.question))
        .execute()
  }

  async vectorRevision(appId: AppId, model: ModelRef): Promise<string> {
    const { revision } = await this.withVector(appId, model)
      .select(sql<string>`count(*) || ' ' || coalesce(sum(vector_stamp), 0)`.as('revision'))
      .executeTakeFirstOrThrow()
    return revision
  }

  async listVectors(appId: AppId, model: ModelRef): Promise<readonly AnnotationVector[]> {
    const rows = await this.withVector(appId, model).select(['id', 'vector']).execute()
    return rows.map(({ id, vector }) => ({
      annotationId: AnnotationId.parse(id),
      vector: vector === null ? [] : fromVectorBytes(vector),
    }))
  }

  private ofApp(appId: AppId) {
    return this.session.db
      .selectFrom('annotations')
      .where('tenant_id', '=', this.session.tenantId)
      .where('app_id', '=', appId)
  }

  private withKeyword(appId: AppId, keyword: string | undefined) {
    const all = this.ofApp(appId)
    if (keyword === undefined) return all
    const wanted = toStoredText(keyword)
    return all.where(
      sql<boolean>`position(lower(${wanted}) in lower(question)) > 0
        or position(lower(${wanted}) in lower(answer)) > 0`,
    )
  }

  private withVector(appId: AppId, { provider, name }: ModelRef) {
    return this.ofApp(appId)
      .where('vector_provider', '=', toStoredText(provider))
      .where('vector_model', '=', toStoredText(name))
  }

  private async insert(annotation: Annotation): Promise<bigint | undefined> {
    const result = await this.session.db
      .insertInto('annotations')
      .values(toAnnotationRow(annotation))
      .onConflict((on) => on.doNothing())
      .executeTakeFirst()
    return result.numInsertedOrUpdatedRows
  }

  private async update({ id, version, properties }: Annotation): Promise<bigint> {
    const question = toStoredText(properties.question)
    const ifStillAsked = <Value>(column: string) =>
      sql<Value>`case when question = ${question} then ${sql.ref(column)} end`
    const result = await this.session.db
      .updateTable('annotations')
      .set({
        question,
        answer: toStoredText(properties.answer),
        vector: ifStillAsked('vector'),
        vector_provider: ifStillAsked('vector_provider'),
        vector_model: ifStillAsked('vector_model'),
        vector_stamp: ifStillAsked('vector_stamp'),
        updated_at: properties.updatedAt,
        version: version + 1,
      })
      .where('tenant_id', '=', this.session.tenantId)
      .where('id', '=', id)
      .where('version', '=', version)
      .executeTakeFirst()
    return result.numUpdatedRows
  }
}
