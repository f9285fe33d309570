import type { AnswerStreamed } from '../run/run-event.js'
import type { Session } from './session.js'

/** Where sessions queue up for their turn. */
export interface Lane {
  add(session: Session): void
}

/** The one way out: at any time a single session is heard, the others wait in the order in which they became certain. */
export class MainLane implements Lane {
  private sessions: Session[] = []

  add(session: Session): void {
    this.sessions.push(session)
  }

  isHeard(session: Session): boolean {
    return this.sessions[0] === session
  }

  flush(events: AnswerStreamed[]): void {
    while (this.sessions[0]?.flush(events) === true) this.sessions.shift()
  }

  /** A run that is taken up again: this session was heard, so those before it were over. */
  hear(nodeId: string, frameId: string): Session | undefined {
    const index = this.sessions.findIndex(
      (session) => session.nodeId === nodeId && session.frameId === frameId,
    )
    if (index > 0) this.sessions.splice(0, index)
    return index < 0 ? undefined : this.sessions[0]
  }
}

/** One item of a parallel iteration: what it says is heard after the items before it. */
export class Item implements Lane {
  private readonly sessions: Session[] = []

  constructor(
    private readonly delivery: ItemDelivery,
    private readonly index: number,
  ) {}

  add(session: Session): void {
    this.sessions.push(session)
  }

  /** The item is over. */
  close(): void {
    this.delivery.deliver(
      this.index,
      this.sessions.filter((session) => session.isComplete),
    )
  }
}

/** Passes on what the items of a parallel iteration said, in the order of the items, as soon as they are over. */
export class ItemDelivery {
  private readonly over = new Map<number, readonly Session[]>()
  private next = 0

  constructor(private readonly outer: Lane) {}

  deliver(index: number, sessions: readonly Session[]): void {
    this.over.set(index, sessions)
    for (let due = this.over.get(this.next); due !== undefined; due = this.over.get(this.next)) {
      for (const session of due) this.outer.add(session)
      this.over.delete(this.next++)
    }
  }
}
