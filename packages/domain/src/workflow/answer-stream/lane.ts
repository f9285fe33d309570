import type { AnswerStreamed } from '../run/run-event.js'
import type { Session } from './session.js'

/** Where sessions queue up for their turn. */
export interface Lane {
  add(session: Session): void
  /** A decision has made the session certain. */
  addDecided(session: Session): void
}

/**
 * The one way out: at any time a single session is heard, the others wait in the order in which they became certain.
 * A text that is known as a whole when a decision makes it certain goes before those that have nothing to say yet: it
 * keeps nobody waiting.
 */
export class MainLane implements Lane {
  private sessions: Session[] = []

  add(session: Session): void {
    this.sessions.push(session)
  }

  addDecided(session: Session): void {
    const silent = session.isKnown()
      ? this.sessions.findIndex((waiting) => !waiting.hasSpoken && !waiting.isKnown())
      : -1
    if (silent < 0) this.sessions.push(session)
    else this.sessions.splice(silent, 0, session)
  }

  isHeard(session: Session): boolean {
    return this.sessions[0] === session
  }

  flush(events: AnswerStreamed[]): void {
    while (this.sessions[0]?.flush(events) === true) this.sessions.shift()
  }

  /** A run that is taken up again: this session was heard, so whoever had spoken before it was over. */
  hear(nodeId: string, frameId: string): Session | undefined {
    const heard = this.sessions.find(
      (session) => session.nodeId === nodeId && session.frameId === frameId,
    )
    if (heard === undefined || heard === this.sessions[0]) return heard
    const others = this.sessions.filter((session) => session !== heard && !session.hasSpoken)
    this.sessions = [heard, ...others]
    return heard
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

  addDecided(session: Session): void {
    this.add(session)
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
