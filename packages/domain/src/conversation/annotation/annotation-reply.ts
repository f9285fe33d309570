import {
  idType,
  ValidationError,
  type AppId,
  type Brand,
  type TenantId,
} from '../../kernel/index.js'
import type { ModelRef } from '../../model/index.js'
import type { AnnotationId } from './annotation.js'

export type AnnotationReplyId = Brand<string, 'AnnotationReplyId'>
export const AnnotationReplyId = idType<AnnotationReplyId>('AnnotationReplyId')

/** That an app answers by its annotations, and how it finds them. An app that does not has none. */
export type AnnotationReply = {
  readonly id: AnnotationReplyId
  readonly tenantId: TenantId
  readonly appId: AppId
  /** How like a question has to be; 0 stands for 1. */
  readonly scoreThreshold: number
  /** What turns questions into vectors. */
  readonly model: ModelRef
  readonly createdAt: Date
  readonly updatedAt: Date
}

export type AnnotationHitId = Brand<string, 'AnnotationHitId'>
export const AnnotationHitId = idType<AnnotationHitId>('AnnotationHitId')

/** An annotation was the answer: what was asked, and what the annotation said at that time. */
export type AnnotationHit = {
  readonly id: AnnotationHitId
  readonly tenantId: TenantId
  readonly appId: AppId
  readonly annotationId: AnnotationId
  /** Who asked. */
  readonly userId: string
  readonly messageId: string
  readonly question: string
  readonly score: number
  readonly source: 'api' | 'console'
  readonly annotationQuestion: string
  readonly annotationAnswer: string
  readonly createdAt: Date
}

/** The question of an annotation as a vector. */
export type AnnotationVector = {
  readonly annotationId: AnnotationId
  readonly vector: readonly number[]
}

/** @throws ValidationError when no score could be compared with it in earnest. */
export function requireThreshold(scoreThreshold: number): number {
  if (scoreThreshold >= 0 && scoreThreshold <= 1) return scoreThreshold
  throw new ValidationError(`score_threshold must be between 0 and 1, got ${scoreThreshold}`)
}

/** Digits of a score that mean something: single precision leaves no more of a unit vector's length. */
const PRECISION = 1e6

/** Whether an annotation of this score is the answer. */
export function isLikeEnough(
  score: number,
  { scoreThreshold }: Pick<AnnotationReply, 'scoreThreshold'>,
): boolean {
  const threshold = Number.isNaN(scoreThreshold) || scoreThreshold === 0 ? 1 : scoreThreshold
  return Math.round(score * PRECISION) >= Math.round(threshold * PRECISION)
}

/** The cosine of the angle between two vectors of any length; 0 where one is nothing or they do not go together. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return 0
  let product = 0
  let squaresOfA = 0
  let squaresOfB = 0
  for (let i = 0; i < a.length; i++) {
    const x = a[i] ?? 0
    const y = b[i] ?? 0
    product += x * y
    squaresOfA += x * x
    squaresOfB += y * y
  }
  const lengths = Math.sqrt(squaresOfA) * Math.sqrt(squaresOfB)
  return lengths === 0 ? 0 : product / lengths
}
