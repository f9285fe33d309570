import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import { pythonRepr, pythonString } from '@weft/domain/workflow'

import { exponential, general } from './python-text-methods.js'

/** `%[(name)][flags][width][.precision]type`, as Python's `%` operator reads it. */
const DIRECTIVE = /%(?:\((\w+)\))?([-+ 0#]*)(\d{0,4})(?:\.(\d{1,2}))?([a-zA-Z%])/g

/**
 * What `template % values` gives in Python, for texts and numbers.
 *
 * @throws RangeError when a directive has no value or is not known.
 */
export function formatLikePython(
  template: string,
  values: readonly JsonValue[],
  named: JsonObject,
): string {
  let next = 0
  return template.replace(
    DIRECTIVE,
    (_all, name: string | undefined, flags: string, width: string, precision, type: string) => {
      if (type === '%') return '%'
      const value = name === undefined ? values[next++] : named[name]
      if (value === undefined) throw new RangeError('not enough arguments for format string')
      const body = present(value, type, precision === undefined ? undefined : Number(precision))
      return pad(signed(body, flags, value), flags, Number(width))
    },
  )
}

function present(value: JsonValue, type: string, precision: number | undefined): string {
  switch (type) {
    case 's':
      return pythonString(value).slice(0, precision)
    case 'r':
      return pythonRepr(value).slice(0, precision)
    case 'd':
    case 'i':
      return String(Math.trunc(numberOf(value)))
    case 'f':
    case 'F':
      return numberOf(value).toFixed(precision ?? 6)
    case 'e':
    case 'E':
      return exponential(numberOf(value), precision ?? 6, type)
    case 'g':
    case 'G':
      return general(numberOf(value), precision ?? 6)
    case 'c':
      return typeof value === 'number' ? String.fromCodePoint(value) : pythonString(value)
    case 'x':
      return Math.trunc(numberOf(value)).toString(16)
    case 'X':
      return Math.trunc(numberOf(value)).toString(16).toUpperCase()
    case 'o':
      return Math.trunc(numberOf(value)).toString(8)
    default:
      throw new RangeError(`unsupported format character '${type}'`)
  }
}

function numberOf(value: JsonValue): number {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return Number(value)
  throw new RangeError('a number is required')
}

function signed(body: string, flags: string, value: JsonValue): string {
  const isPlain = typeof value !== 'number' || value < 0
  if (isPlain) return body
  if (flags.includes('+')) return `+${body}`
  return flags.includes(' ') ? ` ${body}` : body
}

function pad(body: string, flags: string, width: number): string {
  if (flags.includes('-')) return body.padEnd(width)
  const isNumber = /^[-+ ]?\d/.test(body)
  if (!flags.includes('0') || !isNumber) return body.padStart(width)
  const sign = /^[-+ ]/.test(body) ? body.slice(0, 1) : ''
  return sign + body.slice(sign.length).padStart(width - sign.length, '0')
}
