import type { JsonObject, JsonValue } from '../../kernel/index.js'

/** Whether one of the rows occurs in one of the texts, in any case. Blank rows match nothing. */
export function matchesKeywords(rows: string, texts: readonly string[]): boolean {
  const keywords = rows
    .split(/\r?\n/)
    .filter((row) => row.trim() !== '')
    .map((row) => row.toLowerCase())
  if (keywords.length === 0) return false
  return texts.some((text) => {
    const lower = text.toLowerCase()
    return keywords.some((keyword) => lower.includes(keyword))
  })
}

/** Every text a user gave: the values of the inputs, also inside lists and maps, and then the query. */
export function moderatedTexts(inputs: JsonObject, query: string): readonly string[] {
  return [...Object.values(inputs).flatMap(leafTexts), query]
}

function leafTexts(value: JsonValue): readonly string[] {
  if (value === null) return []
  if (typeof value !== 'object') return [String(value)]
  return Object.values(value).flatMap(leafTexts)
}
