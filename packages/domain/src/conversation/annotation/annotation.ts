import {
  AggregateRoot,
  idType,
  ValidationError,
  type AppId,
  type Brand,
  type TenantId,
} from '../../kernel/index.js'

export type AnnotationId = Brand<string, 'AnnotationId'>
export const AnnotationId = idType<AnnotationId>('AnnotationId')

/** Most annotations of an app: every one of them is compared with every question. */
export const MOST_ANNOTATIONS = 10_000

/** What an embedding model can still take in as a whole. */
const MOST_CHARACTERS = { question: 10_000, answer: 100_000 } as const

export type AnnotationProperties = {
  readonly id: AnnotationId
  readonly tenantId: TenantId
  readonly appId: AppId
  readonly question: string
  readonly answer: string
  /** How often it was the answer. Counted by its repository, whatever else becomes of it. */
  readonly hitCount: number
  readonly author: AnnotationAuthor
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly version: number
}

/** The account in whose name it was written. */
export type AnnotationAuthor = { readonly id: string; readonly name: string }

/** A question and the answer to give to it and to whatever is like it, without asking a model. */
export class Annotation extends AggregateRoot<AnnotationId> {
  private constructor(readonly properties: AnnotationProperties) {
    super(properties.id, properties.version)
  }

  /** @throws ValidationError when the question or the answer is blank or too long. */
  static create({
    at,
    ...args
  }: Pick<AnnotationProperties, 'id' | 'tenantId' | 'appId' | 'question' | 'answer' | 'author'> & {
    readonly at: Date
  }): Annotation {
    requireText('question', args.question)
    requireText('answer', args.answer)
    return new Annotation({ ...args, hitCount: 0, createdAt: at, updatedAt: at, version: 0 })
  }

  static restore(properties: AnnotationProperties): Annotation {
    return new Annotation(properties)
  }

  /** @throws ValidationError when the question or the answer is blank or too long. */
  revise({
    at,
    ...change
  }: Pick<AnnotationProperties, 'question' | 'answer'> & { readonly at: Date }): Annotation {
    requireText('question', change.question)
    requireText('answer', change.answer)
    return new Annotation({ ...this.properties, ...change, updatedAt: at }).carryEventsFrom(this)
  }
}

function requireText(field: 'question' | 'answer', text: string): void {
  if (text.trim() === '') throw new ValidationError(`${field} is required`)
  const most = MOST_CHARACTERS[field]
  if (text.length > most)
    throw new ValidationError(`${field} has at most ${most} characters, got ${text.length}`)
}
