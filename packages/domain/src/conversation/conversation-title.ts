const LONGEST_QUERY = 2_000
const KEPT_AT_EACH_END = 300
const LEFT_OUT = '...[TRUNCATED]...'
const LONGEST_TITLE = 75

/** A query as a model that names its conversation is shown it: on one line, and without the middle of a long one. */
export function queryToName(query: string): string {
  const characters = Array.from(query)
  const kept =
    characters.length <= LONGEST_QUERY
      ? query
      : characters.slice(0, KEPT_AT_EACH_END).join('') +
        LEFT_OUT +
        characters.slice(-KEPT_AT_EACH_END).join('')
  return kept.replace(/\r\n|\r|\n/g, ' ')
}

/** A title somebody wrote, trimmed, and cut after 75 characters. */
export function tidyTitle(title: string): string {
  const characters = Array.from(title.trim())
  if (characters.length <= LONGEST_TITLE) return characters.join('')
  return `${characters.slice(0, LONGEST_TITLE).join('')}...`
}
