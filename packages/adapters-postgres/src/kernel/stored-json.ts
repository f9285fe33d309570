import { ValidationError } from '@weft/domain/kernel'

type Storable = object | string | number | boolean | null

/** Deeper documents are refused: the database reads them by recursion and must not run out of stack. */
const MAX_DEPTH = 1000
const BYTES_PER_LEVEL = 2

/**
 * A document as a `json` column takes it. The type is `json` and not `jsonb`: it keeps the order of keys, which people
 * see when they export an app, and the NUL characters and lone surrogates that `jsonb` refuses.
 *
 * @param value JSON, or a map or list that JSON can be made of: dates become ISO 8601 text.
 * @throws ValidationError when the document is nested more than 1,000 levels deep.
 */
export function toStoredJson(value: Storable): string {
  const text = stringify(value)
  if (text.length > MAX_DEPTH * BYTES_PER_LEVEL && depthOf(text) > MAX_DEPTH) throw tooDeep()
  return text
}

function stringify(value: Storable): string {
  try {
    return JSON.stringify(value)
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep()
    throw error
  }
}

function tooDeep(): ValidationError {
  return new ValidationError(`A document has at most ${MAX_DEPTH} levels of nesting.`)
}

function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let isInText = false
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (isInText && character === '\\') i++
    else if (character === '"') isInText = !isInText
    else if (isInText) continue
    else if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth)
    else if (character === ']' || character === '}') depth--
  }
  return deepest
}
