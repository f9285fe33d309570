import type { JsonValue } from '@weft/domain/kernel'

/** Places to begin at before giving up: a text of nothing but brackets costs no more than that. */
const MOST_ATTEMPTS = 200

/** The first balanced `{…}` or `[…]` in a text that is JSON and what is wanted; nothing when there is none. */
export function findJson<Wanted extends JsonValue>(
  text: string,
  isWanted: (value: JsonValue) => value is Wanted,
): Wanted | undefined {
  let attempts = 0
  for (const { index } of text.matchAll(/[{[]/g)) {
    if (++attempts > MOST_ATTEMPTS) return undefined
    const end = balancedEnd(text, index)
    const value = end === undefined ? undefined : parse(text.slice(index, end))
    if (value !== undefined && isWanted(value)) return value
  }
  return undefined
}

/** Just behind the bracket that closes the one at `start`; brackets within texts do not count. */
function balancedEnd(text: string, start: number): number | undefined {
  let depth = 0
  let isInText = false
  for (let index = start; index < text.length; index++) {
    const character = text[index] ?? ''
    if (isInText && character === '\\') index++
    else if (character === '"') isInText = !isInText
    else if (!isInText) depth += DEPTH.get(character) ?? 0
    if (depth === 0) return index + 1
  }
  return undefined
}

const DEPTH: ReadonlyMap<string, number> = new Map([
  ['{', 1],
  ['[', 1],
  ['}', -1],
  [']', -1],
])

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}
