const INTEGER = /^\s*[+-]?\d+\s*$/
const FLOAT = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i

/** The whole number a text says; nothing for `1.5`, `1e3`, the empty text and words. */
export function parseIntegerText(text: string): number | undefined {
  return INTEGER.test(text) ? Number(text) : undefined
}

/** The decimal number a text says; nothing for the empty text, `0x10` and words. */
export function parseFloatText(text: string): number | undefined {
  return FLOAT.test(text) ? Number(text) : undefined
}
