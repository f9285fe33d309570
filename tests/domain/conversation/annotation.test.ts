import {
  Annotation,
  AnnotationId,
  AnnotationJobId,
  asItStands,
  cosine,
  isLikeEnough,
  requireThreshold,
  type AnnotationJob,
} from '@weft/domain/conversation'
import { AppId, TenantId, ValidationError } from '@weft/domain/kernel'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const id = '00000000-0000-7000-8000-000000000001'
const at = new Date('2026-03-01T10:00:00.000Z')
const owner = { tenantId: TenantId.parse(id), appId: AppId.parse(id) }

const anyVector = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
  minLength: 3,
  maxLength: 3,
})

describe('cosine', () => {
  it('is between -1 and 1, and the same both ways', () => {
    fc.assert(
      fc.property(anyVector, anyVector, (a, b) => {
        expect(Math.abs(cosine(a, b))).toBeLessThanOrEqual(1 + 1e-9)
        expect(cosine(a, b)).toBe(cosine(b, a))
      }),
    )
  })

  it('is 1 for vectors of one direction, 0 for those that do not go together', () => {
    expect(cosine([1, 2], [2, 4])).toBeCloseTo(1, 12)
    expect(cosine([1, 0], [0, 1])).toBe(0)
    expect(cosine([0, 0], [1, 1])).toBe(0)
    expect(cosine([1], [1, 1])).toBe(0)
  })
})

describe('isLikeEnough', () => {
  it.each([
    [0.95, 0.9, true],
    [0.9, 0.9, true],
    [0.899, 0.9, false],
    [0.999, 0, false],
    [1, 0, true],
    [0.99999999, 1, true],
    [1, Number.NaN, true],
  ])('G 109: a score of %d against a threshold of %d: %s', (score, scoreThreshold, expected) => {
    expect(isLikeEnough(score, { scoreThreshold })).toBe(expected)
  })
})

describe('a threshold', () => {
  it.each([0, 0.5, 1])('may be %d', (threshold) => {
    expect(requireThreshold(threshold)).toBe(threshold)
  })

  it.each([-0.1, 1.1, Number.NaN, Infinity])('is refused at %d', (threshold) => {
    expect(() => requireThreshold(threshold)).toThrow(ValidationError)
  })
})

describe('Annotation', () => {
  it('is no longer than what can be compared and told', () => {
    const args = { ...owner, id: AnnotationId.parse(id), author: { id, name: 'Ada' }, at }
    const longest = { question: 'q'.repeat(10_000), answer: 'a'.repeat(100_000) }
    const annotation = Annotation.create({ ...args, ...longest })
    for (const field of ['question', 'answer'] as const) {
      const tooLong = { ...longest, [field]: `${longest[field]}x` }
      expect(() => Annotation.create({ ...args, ...tooLong })).toThrow(`${field} has at most`)
      expect(() => annotation.revise({ ...tooLong, at })).toThrow(ValidationError)
    }
  })

  it('needs a question and an answer', () => {
    const args = { ...owner, id: AnnotationId.parse(id), author: { id, name: 'Ada' }, at }
    expect(() => Annotation.create({ ...args, question: ' ', answer: 'x' })).toThrow(
      ValidationError,
    )
    const annotation = Annotation.create({ ...args, question: 'x', answer: 'y' })
    expect(annotation.properties.hitCount).toBe(0)
    expect(() => annotation.revise({ question: 'x', answer: '', at })).toThrow(ValidationError)
  })
})

describe('asItStands', () => {
  const job: AnnotationJob = {
    ...owner,
    id: AnnotationJobId.parse(id),
    action: 'enable',
    status: 'processing',
    error: '',
    createdAt: at,
    updatedAt: at,
  }
  const after = (minutes: number) => new Date(at.getTime() + minutes * 60_000)

  it('takes a job for failed that was not heard of for ten minutes', () => {
    expect(asItStands(job, after(10))).toBe(job)
    expect(asItStands(job, after(11))).toMatchObject({ status: 'error' })
  })

  it('leaves a job that has ended as it is', () => {
    const done: AnnotationJob = { ...job, status: 'completed' }
    expect(asItStands(done, after(60))).toBe(done)
  })
})
