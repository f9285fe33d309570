import type { CompiledNode } from '../graph/compiled-graph.js'
import type { AnswerStreamed } from '../run/run-event.js'
import type { Frame } from '../run/run-state.js'
import type { Selector } from '../variable/selector.js'
import type { PlannedReference, PlannedResponse } from './response-plan.js'
import type { TextBuffer } from './text-buffer.js'

/** Where the text of references comes from. */
export interface SessionSource {
  readonly frame: Frame
  bufferOf(selector: Selector): TextBuffer | undefined
  /** The variable as people read it; nothing when there is none. */
  textOf(selector: Selector): string | undefined
  /** Whether the node has ended, or never will begin. */
  isDecided(node: CompiledNode): boolean
  isSkipped(node: CompiledNode): boolean
}

type Piece = Pick<AnswerStreamed, 'selector' | 'text' | 'isFinal'>

/**
 * The text of one response node on its way out: a cursor over the segments of its template. It stops at a reference
 * whose text is not complete and goes on from there.
 */
export class Session {
  private cursor = 0
  /** Pieces of the current reference's buffer that are out. */
  private read = 0
  /** Set when the response node has run: all that is still to come. */
  private rest: Piece[] | undefined
  private isAbandoned = false
  private spoke = false

  constructor(
    private readonly response: PlannedResponse,
    private readonly source: SessionSource,
  ) {}

  get nodeId(): string {
    return this.response.node.id
  }

  get frameId(): string {
    return this.source.frame.id
  }

  /** Nothing more will come, though something might still be waiting here to go out. */
  get isComplete(): boolean {
    return this.rest !== undefined
  }

  /** Some of its text is out. */
  get hasSpoken(): boolean {
    return this.spoke
  }

  /** Whether all of its text could be said now. */
  isKnown(): boolean {
    if (this.isComplete) return true
    const { cursor, read } = this
    const isKnown = this.advance(() => undefined, false)
    this.cursor = cursor
    this.read = read
    return isKnown
  }

  refersTo(nodeId: string, output: string): boolean {
    return (
      !this.isComplete &&
      this.response.segments.some(
        (segment) =>
          segment.type === 'reference' &&
          segment.selector[0] === nodeId &&
          segment.selector[1] === output,
      )
    )
  }

  /** Puts out all that can be said now. True when the session is over. */
  flush(events: AnswerStreamed[]): boolean {
    if (this.rest !== undefined) {
      for (const piece of this.rest.splice(0)) events.push(this.toEvent(piece))
      return true
    }
    if (this.isAbandoned) return true
    return this.advance((piece) => {
      events.push(this.toEvent(piece))
    }, false)
  }

  /** The response node has run: what is missing by now is empty, and nothing changes any more. */
  settle(): void {
    if (this.rest !== undefined) return
    const rest: Piece[] = []
    this.advance((piece) => rest.push(piece), true)
    this.rest = rest
  }

  /** The response node will not run any more. What is out stays, nothing follows. */
  abandon(): void {
    this.isAbandoned = true
  }

  /** A run that is taken up again: all of the text is out. */
  markOver(): void {
    this.cursor = this.response.segments.length
    this.rest = []
  }

  /** A run that is taken up again: this piece is out. */
  restore({ selector, text }: AnswerStreamed, restoreText: RestoreText): void {
    this.spoke = true
    if (this.rest !== undefined) {
      dropFront(this.rest, text.length)
      return
    }
    for (; this.cursor < this.response.segments.length; this.moveOn()) {
      const segment = this.response.segments[this.cursor]
      if (segment?.type === 'reference' && isSame(segment.selector, selector)) {
        restoreText(selector, this.read++, text)
        return
      }
      const isOwnText = segment?.type === 'text' && isSame(this.ownSelector, selector)
      if (isOwnText) {
        this.moveOn()
        return
      }
    }
  }

  private advance(say: (piece: Piece) => void, isSettling: boolean): boolean {
    const { segments } = this.response
    for (; this.cursor < segments.length; this.moveOn()) {
      const segment = segments[this.cursor]
      if (segment === undefined) return true
      const isLast = this.cursor === segments.length - 1
      if (segment.type === 'text')
        say({ selector: this.ownSelector, text: segment.text, isFinal: isLast })
      else if (!this.advanceReference(segment, say, { isSettling, isLast })) return false
    }
    return true
  }

  private advanceReference(
    reference: PlannedReference,
    say: (piece: Piece) => void,
    { isSettling, isLast }: { readonly isSettling: boolean; readonly isLast: boolean },
  ): boolean {
    const { selector, source } = reference
    if (source !== undefined && this.source.isSkipped(source)) return true
    if (!isSettling && !this.isCertain(reference)) return false
    const buffer = reference.isUpstream ? this.source.bufferOf(selector) : undefined
    if (buffer !== undefined) return this.readBuffer(buffer, selector, say, { isSettling, isLast })
    const text = this.source.textOf(selector)
    if (text === undefined)
      return isSettling || (source !== undefined && this.source.isDecided(source))
    if (text !== '') say({ selector, text, isFinal: isLast })
    return true
  }

  /**
   * A variable that others may still write, or that belongs to a node on another path, is shown as the response node
   * itself finds it.
   */
  private isCertain({ source, writers, isUpstream }: PlannedReference): boolean {
    if (source !== undefined && !isUpstream) return false
    return writers.every((writer) => this.source.isDecided(writer))
  }

  private readBuffer(
    buffer: TextBuffer,
    selector: Selector,
    say: (piece: Piece) => void,
    { isSettling, isLast }: { readonly isSettling: boolean; readonly isLast: boolean },
  ): boolean {
    const isClosed = buffer.isClosed || isSettling
    for (; this.read < buffer.pieces.length; this.read++) {
      const isFinal = isLast && isClosed && this.read === buffer.pieces.length - 1
      say({ selector, text: buffer.pieces[this.read] ?? '', isFinal })
    }
    return isClosed
  }

  private moveOn(): number {
    this.read = 0
    return ++this.cursor
  }

  private get ownSelector(): Selector {
    return [this.nodeId, 'answer']
  }

  private toEvent(piece: Piece): AnswerStreamed {
    const { frame } = this.source
    this.spoke = true
    return {
      type: 'AnswerStreamed',
      responseNodeId: this.nodeId,
      frameId: frame.id,
      container: frame.round?.position,
      ...piece,
    }
  }
}

export type RestoreText = (selector: Selector, piece: number, text: string) => void

function isSame(a: Selector, b: Selector): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index])
}

function dropFront(pieces: Piece[], length: number): void {
  let left = length
  for (let piece = pieces[0]; piece !== undefined && left > 0; piece = pieces[0]) {
    if (piece.text.length > left) {
      pieces[0] = { ...piece, text: piece.text.slice(left) }
      return
    }
    left -= piece.text.length
    pieces.shift()
  }
}
