import type { JsonValue } from '@weft/domain/kernel'

export type ProgramOutput =
  | { readonly type: 'value'; readonly value: JsonValue }
  | { readonly type: 'refused'; readonly message: string }

/** Code that walks a value calls itself for each level: what comes in from a program has a bounded number of them. */
const MAX_DEPTH = 200

/** Parses JSON a program produced. Numbers too large for a double are refused rather than becoming infinite. */
export function parseOutput(text: string): ProgramOutput {
  if (depthOf(text) > MAX_DEPTH) {
    return {
      type: 'refused',
      message: `The returned value is nested deeper than ${MAX_DEPTH} levels.`,
    }
  }
  try {
    const reviver = MAY_OVERFLOW.test(text) ? refuseInfinity : undefined
    return { type: 'value', value: JSON.parse(text, reviver) as JsonValue }
  } catch (error) {
    const isOurs = error instanceof RangeError
    return {
      type: 'refused',
      message: isOurs ? error.message : 'The returned value is not valid JSON.',
    }
  }
}

/** A reviver is slow; it is needed only where a number this long is in sight. */
const MAY_OVERFLOW = /\d{308}|e\+?\d{3}/i

function refuseInfinity(_key: string, value: unknown): unknown {
  if (value === Infinity || value === -Infinity) {
    throw new RangeError('A returned number is too large.')
  }
  return value
}

/** Deepest nesting of JSON text, found without nesting calls. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index)
    if (character === QUOTE) index = endOfString(text, index)
    else if (character === OPEN_LIST || character === OPEN_MAP) deepest = Math.max(deepest, ++depth)
    else if (character === CLOSE_LIST || character === CLOSE_MAP) depth -= 1
  }
  return deepest
}

function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index += 1) {
    const character = text.charCodeAt(index)
    if (character === BACKSLASH) index += 1
    else if (character === QUOTE) return index
  }
  return text.length
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_MAP = 0x7b
const CLOSE_MAP = 0x7d
