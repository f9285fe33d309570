import type { JsonValue } from '../../kernel/index.js'

/**
 * Text as Python's `str()` gives it, which is what documents, prompts and clients were written for: `None`, `True`,
 * `3`, `3.5`, texts as they are, lists and maps as `pythonRepr`.
 *
 * @param options.isFloat writes a whole number as `3.0`.
 */
export function pythonString(
  value: JsonValue,
  options: { readonly isFloat?: boolean } = {},
): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' && options.isFloat) return floatText(value)
  return pythonRepr(value)
}

/** Text as Python's `repr()` gives it: `{'a': [1, None]}`. Whole numbers are integers. */
export function pythonRepr(value: JsonValue): string {
  if (value === null) return 'None'
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return numberText(value)
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(pythonRepr).join(', ')}]`
  const entries = Object.entries(value).map(([key, item]) => `${quoted(key)}: ${pythonRepr(item)}`)
  return `{${entries.join(', ')}}`
}

/**
 * JSON as Python writes it: `{"a": 1, "b": [true, null]}`, characters outside ASCII as they are.
 *
 * @param indent spaces per level; 0 (default) keeps everything on one line.
 */
export function pythonJson(value: JsonValue, indent = 0): string {
  return jsonText(value, indent, '\n')
}

function jsonText(value: JsonValue, indent: number, lineBreak: string): string {
  if (typeof value === 'number') return numberText(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = lineBreak + ' '.repeat(indent)
  const items = Array.isArray(value)
    ? (value as readonly JsonValue[]).map((item) => jsonText(item, indent, inner))
    : Object.entries(value).map(
        ([key, item]) => `${JSON.stringify(key)}: ${jsonText(item, indent, inner)}`,
      )
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  if (items.length === 0) return open + close
  if (indent === 0) return `${open}${items.join(', ')}${close}`
  return `${open}${inner}${items.join(`,${inner}`)}${lineBreak}${close}`
}

function numberText(value: number): string {
  if (!Number.isInteger(value)) return floatText(value)
  return Math.abs(value) < 1e21 ? String(value) : BigInt(value).toString()
}

/** The shortest text that reads back as the same float; an exponent below 1e-4 and from 1e16 on. */
function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const [mantissa = '', power = '0'] = value.toExponential().split('e')
  const exponent = Number(power)
  if (exponent < -4 || exponent >= 16) return `${mantissa}e${exponentText(exponent)}`
  const text = exponent >= 0 ? String(value) : fixedFraction(mantissa, exponent)
  return text.includes('.') ? text : `${text}.0`
}

function exponentText(exponent: number): string {
  return `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

function fixedFraction(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith('-') ? '-' : ''
  const digits = mantissa.replace('-', '').replace('.', '')
  return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
}

const ESCAPES: { readonly [character: string]: string } = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}
/** What Python does not count as printable, and the backslash. */
const ESCAPED = /[\\\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu
const NEEDS_ESCAPE = new RegExp(ESCAPED.source, 'u')

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const escaped = NEEDS_ESCAPE.test(text) ? text.replace(ESCAPED, escapeCharacter) : text
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote
}

function escapeCharacter(character: string): string {
  const known = ESCAPES[character]
  if (known !== undefined) return known
  const code = character.codePointAt(0) ?? 0
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`
  return `\\U${code.toString(16).padStart(8, '0')}`
}
