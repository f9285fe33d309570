import type { DomainEvent } from './domain-event.js'
import { Entity } from './entity.js'

/**
 * The entity through which a cluster of objects is changed. One transaction changes one aggregate; others are
 * referenced by id. `version` is the number of times it has been saved (0: never) and guards against lost updates.
 */
export abstract class AggregateRoot<Id extends string> extends Entity<Id> {
  #events: DomainEvent[] = []

  protected constructor(
    id: Id,
    readonly version: number,
  ) {
    super(id)
  }

  /** Events raised since the aggregate was loaded, oldest first. Reading them does not take them away. */
  get recordedEvents(): readonly DomainEvent[] {
    return this.#events
  }

  protected record(event: DomainEvent): void {
    this.#events.push(event)
  }

  /** For `withX` copies: the copy goes on from the same recorded events. */
  protected carryEventsFrom(previous: AggregateRoot<Id>): this {
    this.#events = [...previous.#events]
    return this
  }
}
