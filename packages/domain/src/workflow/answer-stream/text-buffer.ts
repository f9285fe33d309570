/** Text a node has produced for one of its outputs, in the order of arrival. Kept whole, because several templates may show it. */
export class TextBuffer {
  readonly pieces: string[] = []
  isClosed = false

  add(text: string): void {
    if (!this.isClosed && text !== '') this.pieces.push(text)
  }

  /** The node is done. What its output has beyond the text that arrived is added. */
  close(output: string | undefined): void {
    if (this.isClosed) return
    const arrived = this.pieces.join('')
    if (output?.startsWith(arrived) === true) this.add(output.slice(arrived.length))
    this.isClosed = true
  }

  /** The node makes another attempt, whose text follows. */
  reopen(): void {
    this.isClosed = false
  }
}
