/** A fact about an aggregate, in the past tense. Carries ids and time, never sensitive content. */
export type DomainEvent = {
  readonly type: string
  /** Version of this event's shape; readers upcast older ones. */
  readonly schemaVersion: number
  readonly aggregateId: string
  readonly at: Date
  readonly data: { readonly [key: string]: string | number | boolean | null }
}
