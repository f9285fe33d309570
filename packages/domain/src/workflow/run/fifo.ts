/** First in, first out, at constant cost. */
export class Fifo<Item> {
  private head = 0

  constructor(private items: Item[] = []) {}

  push(item: Item): void {
    this.items.push(item)
  }

  peek(): Item | undefined {
    return this.items[this.head]
  }

  shift(): Item | undefined {
    const item = this.items[this.head]
    if (item === undefined) return undefined
    this.head++
    if (this.head === this.items.length) this.clear()
    else if (this.head > 256 && this.head * 2 > this.items.length) this.compact()
    return item
  }

  clear(): void {
    this.items = []
    this.head = 0
  }

  toArray(): readonly Item[] {
    return this.items.slice(this.head)
  }

  private compact(): void {
    this.items = this.items.slice(this.head)
    this.head = 0
  }
}
