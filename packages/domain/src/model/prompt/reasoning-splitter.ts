/** A piece of what a model wrote: its answer, or what it thought on the way. */
export type ReasoningPiece = {
  readonly type: 'text' | 'reasoning'
  readonly text: string
}

const OPENING = /<think(?:\s[^<>]{0,512})?>/i
const CLOSING = /<\/think>/i
/** Ends of text that may still become a tag. */
const PARTIAL_OPENING = /^<(?:t(?:h(?:i(?:n(?:k(?:\s[^<>]{0,512})?)?)?)?)?)?$/i
const PARTIAL_CLOSING = /^<(?:\/(?:t(?:h(?:i(?:n(?:k)?)?)?)?)?)?$/i

/**
 * Separates `<think>…</think>` from the rest of a text that arrives in chunks. How it is cut into chunks makes no
 * difference to the two texts. White space before the first text is dropped; a block that is never closed is reasoning.
 */
export class ReasoningSplitter {
  private pending = ''
  private isThinking = false
  private hasText = false

  /** The next chunk, as far as it is clear what it is; an end that may become a tag is kept for the next call. */
  push(chunk: string): readonly ReasoningPiece[] {
    this.pending += chunk
    const pieces: ReasoningPiece[] = []
    for (let tag = this.findTag(); tag; tag = this.findTag()) {
      this.emit(this.pending.slice(0, tag.index), pieces)
      this.pending = this.pending.slice(tag.index + tag[0].length)
      this.isThinking = !this.isThinking
    }
    const certain = this.pending.length - this.partialTagLength()
    this.emit(this.pending.slice(0, certain), pieces)
    this.pending = this.pending.slice(certain)
    return pieces
  }

  /** What was kept back: nothing more will come. */
  end(): readonly ReasoningPiece[] {
    const pieces: ReasoningPiece[] = []
    this.emit(this.pending, pieces)
    this.pending = ''
    return pieces
  }

  private findTag(): RegExpExecArray | null {
    return (this.isThinking ? CLOSING : OPENING).exec(this.pending)
  }

  private partialTagLength(): number {
    const start = this.pending.lastIndexOf('<')
    if (start < 0) return 0
    const end = this.pending.slice(start)
    const isPartial = (this.isThinking ? PARTIAL_CLOSING : PARTIAL_OPENING).test(end)
    return isPartial ? end.length : 0
  }

  private emit(text: string, pieces: ReasoningPiece[]): void {
    const visible = this.isThinking || this.hasText ? text : text.trimStart()
    if (visible === '') return
    pieces.push({ type: this.isThinking ? 'reasoning' : 'text', text: visible })
    if (!this.isThinking) this.hasText = true
  }
}
