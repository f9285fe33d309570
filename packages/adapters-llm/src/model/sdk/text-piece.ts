/** Ends of sentences and lines, where a text is best taken apart. */
const ENDS = /[\n。！？]|[.!?](?=\s)/g

/**
 * The text in pieces of at most `maxLength` UTF-16 units, in order and without loss; broken at the end of a sentence
 * or a line where there is one in the second half, and never inside a character. Blank texts give no piece.
 */
export function piecesOf(text: string, maxLength: number): readonly string[] {
  if (text.trim() === '') return []
  const pieces: string[] = []
  let rest = text
  while (rest.length > maxLength) {
    const end = breakBefore(rest, maxLength)
    pieces.push(rest.slice(0, end))
    rest = rest.slice(end)
  }
  return rest === '' ? pieces : [...pieces, rest]
}

function breakBefore(text: string, maxLength: number): number {
  const head = text.slice(0, maxLength)
  const last = [...head.matchAll(ENDS)].at(-1)
  const afterEnd = last ? last.index + last[0].length : 0
  if (afterEnd > maxLength / 2) return afterEnd
  const isInsideCharacter = /[\uD800-\uDBFF]$/.test(head)
  return isInsideCharacter && maxLength > 1 ? maxLength - 1 : maxLength
}
