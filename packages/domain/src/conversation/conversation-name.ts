const MOST_CHARACTERS = 50

/** A name for the conversation that begins with this query: its first line's worth, at most 50 characters. */
export function nameFromQuery(query: string): string {
  const line = query.replace(/\s+/g, ' ').trim()
  const characters = Array.from(line)
  if (characters.length <= MOST_CHARACTERS) return line
  return `${characters.slice(0, MOST_CHARACTERS - 3).join('')}...`
}
