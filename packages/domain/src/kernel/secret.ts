const PLACEHOLDER = '[secret]'

/** A text that must not be seen. Printing, logging or serialising it shows `[secret]`; `reveal` is the only way in. */
export class Secret {
  readonly #text: string

  private constructor(text: string) {
    this.#text = text
  }

  static of(text: string): Secret {
    return new Secret(text)
  }

  /** The text itself. Call it where the text is used, and nowhere earlier. */
  reveal(): string {
    return this.#text
  }

  toString(): string {
    return PLACEHOLDER
  }

  toJSON(): string {
    return PLACEHOLDER
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return PLACEHOLDER
  }
}

/**
 * A secret as people may see it: 20 asterisks up to a length of 8, else the first six and last two characters
 * around 12 asterisks. Nothing stays nothing.
 */
export function obfuscate(text: string): string {
  if (text === '') return ''
  if (text.length <= 8) return '*'.repeat(20)
  return `${text.slice(0, 6)}${'*'.repeat(12)}${text.slice(-2)}`
}
