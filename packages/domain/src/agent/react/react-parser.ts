import { parseReactAction, type ReactAction } from './react-action.js'

/** A piece of what a model says while it thinks and acts in words. */
export type ReactPiece =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'action'; readonly action: ReactAction }

const KEYWORDS = ['action:', 'thought:'] as const
const FENCE = '```'

type Mode = 'text' | 'json' | 'fence'

/**
 * Finds actions in a text that arrives in chunks: JSON maps, bare or in a code fence. The words `Thought:` and `Action:`
 * at the beginning of a line or after a blank are left out; everything else is text as it stands. How the text is cut into
 * chunks makes no difference.
 */
export class ReactParser {
  private mode: Mode = 'text'
  /** A beginning of a keyword, or backticks that may become a fence. */
  private pending = ''
  private ticks = 0
  private capture = ''
  private depth = 0
  private isInString = false
  private isEscaped = false
  private last = '\n'
  private text = ''
  private pieces: ReactPiece[] = []

  push(chunk: string): readonly ReactPiece[] {
    for (const character of chunk) this.take(character)
    return this.flush()
  }

  /** What was kept back: nothing more will come. */
  end(): readonly ReactPiece[] {
    if (this.mode === 'fence') this.emit(FENCE + this.capture)
    else this.emit(this.capture)
    this.emit(this.pending + '`'.repeat(this.ticks))
    this.capture = this.pending = ''
    this.ticks = 0
    this.mode = 'text'
    return this.flush()
  }

  private take(character: string): void {
    if (this.mode === 'json') this.takeJson(character)
    else if (this.mode === 'fence') this.takeFenced(character)
    else this.takeText(character)
  }

  private takeText(character: string): void {
    if (this.pending !== '' && this.continuesKeyword(character)) return
    if (character === '`') {
      this.countTick()
      return
    }
    if (this.ticks > 0) this.releaseTicks()
    if (character === '{') this.beginJson()
    else if (isBreak(this.last) && isKeywordStart(character)) this.pending = character
    else this.emit(character)
  }

  /** False when what was pending turns out to be ordinary text: it has been emitted then. */
  private continuesKeyword(character: string): boolean {
    const candidate = this.pending + character
    const word = candidate.toLowerCase()
    if (KEYWORDS.some((keyword) => keyword === word)) {
      this.pending = ''
      this.last = ':'
      return true
    }
    if (isKeywordStart(candidate)) {
      this.pending = candidate
      return true
    }
    this.emit(this.pending)
    this.pending = ''
    return false
  }

  private countTick(): void {
    this.ticks++
    if (this.ticks < FENCE.length) return
    this.ticks = 0
    this.mode = 'fence'
    this.capture = ''
  }

  private releaseTicks(): void {
    this.emit('`'.repeat(this.ticks))
    this.ticks = 0
  }

  private beginJson(): void {
    this.mode = 'json'
    this.capture = '{'
    this.depth = 1
    this.isInString = this.isEscaped = false
  }

  private takeJson(character: string): void {
    this.capture += character
    if (this.isEscaped) this.isEscaped = false
    else if (this.isInString && character === '\\') this.isEscaped = true
    else if (character === '"') this.isInString = !this.isInString
    else if (!this.isInString) this.depth += DEPTH[character] ?? 0
    if (this.depth === 0) this.endCapture(this.capture, this.capture)
  }

  private takeFenced(character: string): void {
    if (character !== '`') {
      this.capture += '`'.repeat(this.ticks) + character
      this.ticks = 0
      return
    }
    this.ticks++
    if (this.ticks < FENCE.length) return
    this.ticks = 0
    this.endCapture(this.capture.replace(LANGUAGE, ''), FENCE + this.capture + FENCE)
  }

  private endCapture(json: string, raw: string): void {
    this.mode = 'text'
    this.capture = ''
    this.last = '}'
    const action = parseReactAction(json)
    if (!action) {
      this.emit(raw)
      return
    }
    this.release()
    this.pieces.push({ type: 'action', action })
  }

  private emit(text: string): void {
    if (text === '') return
    this.text += text
    this.last = text.at(-1) ?? this.last
  }

  private release(): void {
    if (this.text !== '') this.pieces.push({ type: 'text', text: this.text })
    this.text = ''
  }

  private flush(): readonly ReactPiece[] {
    this.release()
    const { pieces } = this
    this.pieces = []
    return pieces
  }
}

const DEPTH: Readonly<Record<string, number>> = { '{': 1, '}': -1 }
const LANGUAGE = /^[a-zA-Z]+(?=[\s[{])/

function isBreak(character: string): boolean {
  return character === '\n' || character === ' '
}

function isKeywordStart(text: string): boolean {
  const word = text.toLowerCase()
  return KEYWORDS.some((keyword) => keyword.startsWith(word))
}
