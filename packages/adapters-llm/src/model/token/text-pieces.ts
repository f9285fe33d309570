/** Characters merged at once cost the square of their number, so that no run may be longer. */
const LONGEST_RUN = 256
const LONGEST_PIECE = 4_096

/**
 * Letters, digits, or what is neither. A tokenizer cuts where letters or digits end; a token may begin with one other
 * character before letters, and no token goes further than that over the end of a run.
 */
const RUNS = /[\p{L}\p{M}']{1,256}|\p{N}{1,255}|[^\p{L}\p{N}]{1,256}/gu
const ENDS_IN_LETTER_OR_DIGIT = /[\p{L}\p{N}]$/u

/**
 * The text in pieces of bounded cost, together the whole text. It is cut where every encoding cuts, so that the tokens
 * of the pieces are those of the text; only a run of more than 256 letters, or of as many other characters, is cut
 * for its length, which may make one token of two.
 */
export function* piecesOf(text: string): Generator<string, void, undefined> {
  if (text.length <= LONGEST_RUN) {
    if (text !== '') yield text
    return
  }
  let start = 0
  for (const end of cutsOf(text)) {
    yield text.slice(start, end)
    start = end
  }
}

/** Where the pieces end, in order; the last one is the end of the text. */
function* cutsOf(text: string): Generator<number, void, undefined> {
  // A regular expression remembers where it is, and others count at the same time.
  const runs = new RegExp(RUNS)
  let start = 0
  let end = 0
  while (runs.test(text)) {
    const next = runs.lastIndex
    if (end > start && mayCut(text, start, end)) {
      yield end
      start = end
    }
    if (next - end >= LONGEST_RUN - 1) {
      yield next
      start = next
    }
    end = next
  }
  if (end > start) yield end
}

/** A long piece ends where a token surely does; a very long one ends anywhere. */
function mayCut(text: string, start: number, end: number): boolean {
  const length = end - start
  if (length < LONGEST_PIECE) return false
  if (length >= 2 * LONGEST_PIECE) return true
  const isBeforeSpace = text.charCodeAt(end) === 0x20 && !/\s/.test(text.charAt(end - 1))
  return isBeforeSpace || ENDS_IN_LETTER_OR_DIGIT.test(text.slice(end - 2, end))
}
