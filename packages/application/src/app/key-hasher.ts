/** Turns a key's text into what is stored of it. */
export interface KeyHasher {
  /** SHA-256 of the UTF-8 text, in lower-case hexadecimal. */
  hash(text: string): string
}
