/** A private character that marks an escape; it is escaped itself, so that every text comes back as it was. */
const MARK = '\uf8ff'
const UNSTORABLE = /[\0\uf8ff\p{Surrogate}]/gu
const ESCAPED = /\uf8ff([0-9a-f]{4})/g

/**
 * A text as a `text` column takes it. PostgreSQL refuses the NUL character and knows no lone surrogates, and both come
 * in from models and clients.
 */
export function toStoredText(text: string): string {
  return text.replace(
    UNSTORABLE,
    (character) => MARK + character.charCodeAt(0).toString(16).padStart(4, '0'),
  )
}

/** The text that `toStoredText` was given. */
export function fromStoredText(stored: string): string {
  if (!stored.includes(MARK)) return stored
  return stored.replace(ESCAPED, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
}
