/** Gives out ids that are unique everywhere and sort by time of birth. */
export interface IdGenerator {
  /** A fresh lower-case UUIDv7. */
  next(): string
}
