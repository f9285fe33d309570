/** Collects what a program prints, byte by byte, up to a limit; the rest is dropped. */
export class ConsoleBuffer {
  private bytes = new Uint8Array(1024)
  private length = 0
  private readonly maxBytes: number

  constructor(private readonly maxCharacters: number) {
    // A character takes at most four bytes.
    this.maxBytes = 4 * maxCharacters
  }

  /** `null` asks to write out what is held back: nothing is. */
  push(byte: number | null): void {
    if (byte === null || this.length >= this.maxBytes) return
    if (this.length === this.bytes.length) this.grow()
    this.bytes[this.length] = byte
    this.length += 1
  }

  text(): string {
    const text = Buffer.from(this.bytes.subarray(0, this.length)).toString('utf8')
    return cutText(text, this.maxCharacters)
  }

  private grow(): void {
    const bytes = new Uint8Array(Math.min(2 * this.bytes.length, this.maxBytes))
    bytes.set(this.bytes)
    this.bytes = bytes
  }
}

/** At most so many characters, without half of a surrogate pair at the end. */
export function cutText(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text
  const cut = text.slice(0, maxCharacters)
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut
}
