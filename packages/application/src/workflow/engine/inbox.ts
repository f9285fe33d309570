/** What more may lie unread before those who put things in are asked to wait. */
const MOST_UNREAD = 64

/** Messages from everything that runs at the same time, to the one who reads them. */
export class Inbox<Message> {
  private messages: Message[] = []
  private read = 0
  private wake: (() => void) | undefined
  private waitingForRoom: (() => void)[] = []

  push(message: Message): void {
    this.messages.push(message)
    this.notify()
  }

  /** Before everything that is there. */
  pushUrgent(message: Message): void {
    this.messages.splice(this.read, 0, message)
    this.notify()
  }

  take(): Message | undefined {
    if (this.read === this.messages.length) return undefined
    const message = this.messages[this.read++]
    if (this.read === this.messages.length) this.clear()
    return message
  }

  /** Resolves as soon as there is a message. For a single reader. */
  arrival(): Promise<void> {
    if (this.read < this.messages.length) return Promise.resolve()
    return new Promise((resolve) => {
      this.wake = resolve
    })
  }

  /** Resolves when what lies unread has been read; nothing while there is room. */
  room(): Promise<void> | undefined {
    if (this.messages.length - this.read < MOST_UNREAD) return undefined
    return new Promise((resolve) => {
      this.waitingForRoom.push(resolve)
    })
  }

  private clear(): void {
    this.messages = []
    this.read = 0
    const waiting = this.waitingForRoom
    this.waitingForRoom = []
    for (const resume of waiting) resume()
  }

  private notify(): void {
    this.wake?.()
    this.wake = undefined
  }
}
