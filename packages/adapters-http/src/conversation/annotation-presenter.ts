import type { Annotation } from '@weft/domain/conversation'
import type { Page } from '@weft/domain/kernel'
import { unixSeconds } from '../shared/unix-time.js'
import type { AnnotationBody, AnnotationPageBody } from './annotation-schema.js'

export function presentAnnotation({ properties }: Annotation): AnnotationBody {
  const { id, question, answer, hitCount, createdAt } = properties
  return { id, question, answer, hit_count: hitCount, created_at: unixSeconds(createdAt) }
}

/** @param limit as it was asked for, which may be more than a page holds. */
export function presentAnnotations(
  { items, total, page }: Page<Annotation>,
  limit: number,
): AnnotationPageBody {
  return {
    data: items.map(presentAnnotation),
    has_more: items.length === limit,
    limit,
    total,
    page,
  }
}
