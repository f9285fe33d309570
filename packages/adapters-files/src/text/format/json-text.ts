import { decodeText } from '../decode-text.js'
import type { ExtractionLimits } from '../extraction-limits.js'
import { ExtractionProblem } from '../extraction-problem.js'

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/**
 * JSON laid out with an indent of two. Only the layout changes: numbers keep every digit and keys their order, repeated ones
 * included.
 */
export function readJson(bytes: Uint8Array, { maxCharacters }: ExtractionLimits): string {
  const text = decodeText(bytes)
  JSON.parse(text)
  const layout = new Layout(maxCharacters)
  for (const [token] of text.matchAll(TOKEN)) layout.add(token)
  return layout.text
}

class Layout {
  text = ''
  private depth = 0
  private last = ''

  constructor(private readonly maxCharacters: number) {}

  add(token: string): void {
    switch (token) {
      case '{':
      case '[':
        this.startValue()
        this.text += token
        this.depth += 1
        break
      case '}':
      case ']':
        this.depth -= 1
        if (this.last !== '{' && this.last !== '[') this.breakLine()
        this.text += token
        break
      case ',':
        this.text += token
        break
      case ':':
        this.text += ': '
        break
      default:
        this.startValue()
        this.text += token.startsWith('"') ? JSON.stringify(JSON.parse(token)) : token
    }
    this.last = token
  }

  private startValue(): void {
    if (this.last === '{' || this.last === '[' || this.last === ',') this.breakLine()
  }

  private breakLine(): void {
    if (this.text.length + 2 * this.depth > this.maxCharacters)
      throw new ExtractionProblem(`the text is longer than ${this.maxCharacters} characters`)
    this.text += `\n${'  '.repeat(this.depth)}`
  }
}
