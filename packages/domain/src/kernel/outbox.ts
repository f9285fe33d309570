import type { DomainEvent } from './domain-event.js'

/** Domain events on their way out: stored in the same transaction as the change they tell of, published after it. */
export interface Outbox {
  add(events: readonly DomainEvent[]): Promise<void>
}
