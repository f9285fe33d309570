import { ReasoningSplitter, type ReasoningPiece } from './reasoning-splitter.js'

const BLANK_LINES = /\n\s*\n/g

/**
 * A whole reply as its answer and its reasoning. The answer is trimmed and has no two blank lines in a row; the
 * reasoning is the blocks that say something, trimmed, one per line.
 */
export function splitReasoning(reply: string): {
  readonly text: string
  readonly reasoning: string
} {
  const splitter = new ReasoningSplitter()
  const pieces = [...splitter.push(reply), ...splitter.end()]
  return {
    text: textsOf(pieces, 'text').join('').replace(BLANK_LINES, '\n\n').trim(),
    reasoning: textsOf(pieces, 'reasoning')
      .map((block) => block.trim())
      .filter((block) => block !== '')
      .join('\n'),
  }
}

function textsOf(
  pieces: readonly ReasoningPiece[],
  type: ReasoningPiece['type'],
): readonly string[] {
  return pieces.filter((piece) => piece.type === type).map((piece) => piece.text)
}
