/** Something with an identity: two of them are the same when their ids are. */
export abstract class Entity<Id extends string> {
  protected constructor(readonly id: Id) {}

  equals(other: Entity<Id>): boolean {
    return this.constructor === other.constructor && this.id === other.id
  }
}
