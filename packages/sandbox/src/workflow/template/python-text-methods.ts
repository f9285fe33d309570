import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import { pythonRepr, pythonString } from '@weft/domain/workflow'

import type { FilterArguments } from './template-value.js'

/** Nobody needs wider texts, and everybody pays for them. */
const MAX_WIDTH = 100_000

type Method = (value: string, args: FilterArguments) => JsonValue

/** Methods of Python's `str`, by name. */
export const TEXT_METHODS: Readonly<Record<string, Method>> = {
  casefold: (value) => value.toLowerCase(),
  center: (value, args) => align(value, args, '^'),
  // A map at the end may be a value or the named ones: the engine does not say.
  format: (value, args) => formatText(value, [...args.values, args.map], args.map),
  index: (value, args) => {
    const at = value.indexOf(args.text(0, 'sub', ''))
    if (at < 0) throw new RangeError('substring not found')
    return Array.from(value.slice(0, at)).length
  },
  isdecimal: (value) => /^\p{Nd}+$/u.test(value),
  ljust: (value, args) => align(value, args, '<'),
  partition: (value, args) => partition(value, args.text(0, 'sep', ''), false),
  removeprefix: (value, args) => {
    const prefix = args.text(0, 'prefix', '')
    return value.startsWith(prefix) ? value.slice(prefix.length) : value
  },
  removesuffix: (value, args) => {
    const suffix = args.text(0, 'suffix', '')
    return suffix !== '' && value.endsWith(suffix) ? value.slice(0, -suffix.length) : value
  },
  rjust: (value, args) => align(value, args, '>'),
  rpartition: (value, args) => partition(value, args.text(0, 'sep', ''), true),
  rsplit: (value, args) => rsplit(value, args.find(0, 'sep'), args.number(1, 'maxsplit', -1)),
  swapcase: (value) =>
    value.replace(/\p{L}/gu, (letter) =>
      letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
    ),
  zfill: (value, args) => {
    const sign = /^[-+]/.test(value) ? value.slice(0, 1) : ''
    const width = Math.min(args.number(0, 'width', 0), MAX_WIDTH)
    return sign + value.slice(sign.length).padStart(width - sign.length, '0')
  },
}

function align(value: string, args: FilterArguments, way: string): string {
  return padded(value, args.number(0, 'width', 0), way, args.text(1, 'fillchar', ' '))
}

function partition(value: string, separator: string, isLast: boolean): readonly string[] {
  if (separator === '') throw new RangeError('empty separator')
  const at = isLast ? value.lastIndexOf(separator) : value.indexOf(separator)
  if (at < 0) return isLast ? ['', '', value] : [value, '', '']
  return [value.slice(0, at), separator, value.slice(at + separator.length)]
}

function rsplit(value: string, separator: JsonValue, most: number): readonly string[] {
  const isBySpace = typeof separator !== 'string'
  const all = isBySpace ? value.trim().split(/\s+/) : value.split(separator)
  if (most < 0 || all.length <= most + 1) return all.filter((part) => !isBySpace || part !== '')
  const kept = all.slice(all.length - most)
  const rest = all.slice(0, all.length - most).join(isBySpace ? ' ' : separator)
  return [rest, ...kept]
}

/** `{field!conversion:specification}`, a specification without fields in it, or a doubled brace. */
const FIELD = /\{\{|\}\}|\{([^{}!:]*)(?:!([rsa]))?(?::([^{}]*))?\}|[{}]/g

/**
 * What `template.format(*values, **named)` gives in Python, for JSON values. Attributes of values are not reachable: a
 * value has keys and indexes only.
 *
 * @throws RangeError when a field has no value or its specification is not known.
 */
function formatText(template: string, values: readonly JsonValue[], named: JsonObject): string {
  let next = 0
  return template.replace(FIELD, (all, field: string | undefined, conversion, specification) => {
    if (all === '{{') return '{'
    if (all === '}}') return '}'
    if (field === undefined) throw new RangeError("Single '{' or '}' encountered in format string")
    const path = /^\w*/.exec(field)?.[0] ?? ''
    const first = path === '' ? values[next++] : valueNamed(path, values, named)
    if (first === undefined) throw new RangeError(`Replacement field ${all} has no value`)
    const value = within(first, field.slice(path.length))
    return formatValue(
      converted(value, conversion as string | undefined),
      String(specification ?? ''),
    )
  })
}

function valueNamed(name: string, values: readonly JsonValue[], named: JsonObject) {
  if (/^\d+$/.test(name)) return values[Number(name)]
  return Object.hasOwn(named, name) ? named[name] : undefined
}

/** `[key]` and `[0]` after the name of a field. */
function within(value: JsonValue, path: string): JsonValue {
  let found = value
  for (const [part, key = ''] of path.matchAll(/\[([^\]]*)\]|[\s\S]/g)) {
    if (!part.startsWith('[')) throw new RangeError('A value has no attributes')
    const inner = (found as Readonly<Record<string, JsonValue>> | null)?.[key]
    const isOwn = typeof found === 'object' && found !== null && Object.hasOwn(found, key)
    if (!isOwn || inner === undefined) throw new RangeError(`There is no ${JSON.stringify(key)}`)
    found = inner
  }
  return found
}

function converted(value: JsonValue, conversion: string | undefined): JsonValue {
  if (conversion === undefined) return value
  return conversion === 's' ? pythonString(value) : pythonRepr(value)
}

/** `[[fill]align][sign][#][0][width][grouping][.precision][type]` */
const SPECIFICATION =
  /^(?:([\s\S])?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d{1,3}))?([a-zA-Z%])?$/u

function formatValue(value: JsonValue, specification: string): string {
  if (specification === '') return pythonString(value)
  const found = SPECIFICATION.exec(specification)
  if (found === null) throw new RangeError(`Invalid format specifier '${specification}'`)
  const [, fill, way, sign = '-', alternate, zero, width = '0', grouping, digits, type] = found
  const precision = digits === undefined ? undefined : Number(digits)
  const isNumber = typeof value === 'number' || (typeof value === 'boolean' && type !== undefined)
  if (!isNumber || type === 's') {
    const text = Array.from(pythonString(value)).slice(0, precision).join('')
    return padded(text, Number(width), way ?? '<', fill ?? (zero === undefined ? ' ' : '0'))
  }
  const number = Number(value)
  const prefix =
    alternate === undefined ? '' : ({ x: '0x', X: '0X', b: '0b', o: '0o' }[type ?? ''] ?? '')
  const body = grouped(numberText(Math.abs(number), type, precision), grouping)
  const signText = number < 0 || Object.is(number, -0) ? '-' : sign === '-' ? '' : sign
  const isZeroPadded = way === '=' || (zero !== undefined && way === undefined)
  if (!isZeroPadded) return padded(signText + prefix + body, Number(width), way ?? '>', fill ?? ' ')
  const room = Math.min(Number(width), MAX_WIDTH) - signText.length - prefix.length
  return signText + prefix + body.padStart(room, fill ?? '0')
}

function numberText(
  number: number,
  type: string | undefined,
  precision: number | undefined,
): string {
  switch (type) {
    case undefined:
      return precision === undefined ? pythonString(number) : general(number, precision)
    case 'd':
    case 'n':
      return String(Math.trunc(number))
    case 'f':
    case 'F':
      return number.toFixed(precision ?? 6)
    case 'e':
    case 'E':
      return exponential(number, precision ?? 6, type)
    case 'g':
    case 'G':
      return general(number, precision ?? 6)
    case '%':
      return `${(number * 100).toFixed(precision ?? 6)}%`
    case 'x':
      return Math.trunc(number).toString(16)
    case 'X':
      return Math.trunc(number).toString(16).toUpperCase()
    case 'b':
      return Math.trunc(number).toString(2)
    case 'o':
      return Math.trunc(number).toString(8)
    case 'c':
      return String.fromCodePoint(number)
    default:
      throw new RangeError(`Unknown format code '${type}'`)
  }
}

/** Python writes at least two digits of the exponent. */
export function exponential(number: number, precision: number, type: string): string {
  const text = number.toExponential(precision).replace(/e([-+])(\d)$/, 'e$10$2')
  return type === 'E' ? text.toUpperCase() : text
}

/** The shorter of both notations, without zeros at the end. */
export function general(number: number, precision: number): string {
  const digits = Math.max(precision, 1)
  const exponent = number === 0 ? 0 : Number(number.toExponential(digits - 1).split('e')[1])
  if (exponent < -4 || exponent >= digits) {
    return exponential(number, digits - 1, 'e').replace(/\.?0+e/, 'e')
  }
  const text = number.toFixed(Math.min(Math.max(digits - 1 - exponent, 0), 100))
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

function grouped(text: string, separator: string | undefined): string {
  if (separator === undefined) return text
  return text.replace(/^\d+/, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, separator))
}

function padded(text: string, width: number, way: string, fill: string): string {
  const room = Math.min(width, MAX_WIDTH) - Array.from(text).length
  if (room <= 0) return text
  const left = way === '<' ? 0 : way === '^' ? Math.floor(room / 2) : room
  return fill.repeat(left) + text + fill.repeat(room - left)
}
