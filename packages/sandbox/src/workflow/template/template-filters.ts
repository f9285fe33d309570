import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import { pythonRepr, pythonString } from '@weft/domain/workflow'

import { formatLikePython } from './format-like-python.js'
import { FLOAT_FILTER, VALUE_FILTER } from './print-like-python.js'
import { TEXT_METHODS } from './python-text-methods.js'
import {
  JOINED_FILTER,
  METHOD_FILTERS,
  NUMBER_FILTER,
  PERCENT_FILTER,
  ROUND_FILTER,
} from './rewrite-expression.js'
import { toJson } from './template-json.js'
import { FilterArguments, toJsonValue } from './template-value.js'

type Filter = (value: JsonValue, args: FilterArguments) => JsonValue

/** Jinja2 filters the engine does not have, or has with another meaning. */
const FILTERS: Readonly<Record<string, Filter>> = {
  [FLOAT_FILTER]: (value) => printFloat(value),
  [VALUE_FILTER]: (value) => pythonString(value),
  center: (value, args) => center(text(value), args.number(0, 'width', 80)),
  [JOINED_FILTER]: (value) => (typeof value === 'number' ? value : text(value)),
  [NUMBER_FILTER]: (value, args) => toFloat(value) ?? args.number(0, 'default', 0),
  [PERCENT_FILTER]: (value, args) => percent(text(value), args),
  [ROUND_FILTER]: roundAway,
  ...textMethods(),
  format: (value, args) => formatLikePython(text(value), args.values, args.map),
  indent,
  int: (value, args) => toInt(value, args.number(1, 'base', 10)) ?? args.number(0, 'default', 0),
  join,
  pprint: (value) => pythonRepr(value),
  random: (value) => pick(Array.isArray(value) ? value : codePoints(text(value))),
  string: (value) => text(value),
  sum,
  tojson: (value, args) => toJson(value, args.number(0, 'indent', 0)),
  truncate,
  urlencode: (value) => urlEncode(value),
  wordwrap: (value, args) => wordWrap(text(value), args),
  wordcount: (value) => text(value).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0,
}

/** Filters that stand in for methods of texts. */
function textMethods(): Readonly<Record<string, Filter>> {
  const entries = [...METHOD_FILTERS].map(([name, filter]) => {
    const method = TEXT_METHODS[name]
    const call: Filter = (value, args) => {
      if (typeof value !== 'string') throw new RangeError(`only texts have the method ${name}`)
      return method?.(value, args) ?? null
    }
    return [filter, call] as const
  })
  return Object.fromEntries(entries)
}

/** A list after `%` is several values, a map the named ones. */
function percent(template: string, args: FilterArguments): string {
  const [given = null] = args.values
  if (Array.isArray(given)) {
    const isOne = (template.match(/%[^%]/g) ?? []).length === 1
    return formatLikePython(template, isOne && given.length !== 1 ? [given] : given, {})
  }
  return formatLikePython(template, [given], { ...args.map, ...(isMap(given) ? given : {}) })
}

function isMap(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Up or down; the engine itself knows only the nearest. */
function roundAway(value: JsonValue, args: FilterArguments): number {
  const scale = 10 ** Math.min(Math.max(args.number(0, 'precision', 0), -15), 15)
  const number = (toFloat(value) ?? 0) * scale
  const isUp = args.text(1, 'method', 'common') === 'ceil'
  return (isUp ? Math.ceil(number) : Math.floor(number)) / scale
}

/** Each filter as the engine calls it. */
export function templateFilters(): readonly (readonly [string, (...all: unknown[]) => unknown])[] {
  return Object.entries(FILTERS).map(([name, filter]) => [
    name,
    (value: unknown, ...rest: unknown[]) => filter(toJsonValue(value), new FilterArguments(rest)),
  ])
}

/** Python counts code points. */
const codePoints = (value: string) => Array.from(value)

const text = (value: JsonValue) => pythonString(value)

/** A whole number too large to be exact was an integer: the engine makes those floats. */
function printFloat(value: JsonValue): string {
  if (typeof value !== 'number') return text(value)
  const isInteger = Number.isInteger(value) && !Number.isSafeInteger(value)
  return pythonString(value, { isFloat: !isInteger })
}

function join(value: JsonValue, args: FilterArguments): string {
  const attribute = args.text(1, 'attribute', '')
  const separator = args.find(0, 'd')
  const items = Array.isArray(value) ? value : Object.keys(Object(value) as object)
  const list: readonly JsonValue[] = typeof value === 'string' ? codePoints(value) : items
  const chosen = attribute === '' ? list : list.map((item) => attributeOf(item, attribute))
  return chosen.map(text).join(separator === null ? '' : text(separator))
}

function sum(value: JsonValue, args: FilterArguments): number {
  const attribute = args.text(0, 'attribute', '')
  const items: readonly JsonValue[] = Array.isArray(value) ? value : []
  const chosen = attribute === '' ? items : items.map((item) => attributeOf(item, attribute))
  return chosen.reduce<number>((total, item) => total + addend(item), args.number(1, 'start', 0))
}

function addend(value: JsonValue): number {
  if (typeof value === 'number' || typeof value === 'boolean') return Number(value)
  throw new RangeError('sum adds numbers only')
}

function attributeOf(value: JsonValue, path: string): JsonValue {
  return path.split('.').reduce<JsonValue>((found, name) => {
    if (Array.isArray(found)) return (found as readonly JsonValue[])[Number(name)] ?? ''
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return ''
    return (found as Readonly<Record<string, JsonValue>>)[name] ?? null
  }, value)
}

function toFloat(value: JsonValue): number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || !/^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(value)) {
    return undefined
  }
  return Number(value)
}

function toInt(value: JsonValue, base: number): number | undefined {
  if (typeof value === 'string' && base !== 10) {
    const parsed = Number.parseInt(value, base)
    return Number.isNaN(parsed) ? undefined : parsed
  }
  const number = toFloat(value)
  return number === undefined || !Number.isFinite(number) ? undefined : Math.trunc(number)
}

function truncate(value: JsonValue, args: FilterArguments): string {
  const whole = text(value)
  const length = args.number(0, 'length', 255)
  const end = args.text(2, 'end', '...')
  const leeway = args.number(3, 'leeway', 5)
  const characters = codePoints(whole)
  if (characters.length <= length + leeway) return whole
  const kept = characters.slice(0, Math.max(length - end.length, 0)).join('')
  if (args.flag(1, 'killwords')) return kept + end
  const lastSpace = kept.lastIndexOf(' ')
  return (lastSpace < 0 ? kept : kept.slice(0, lastSpace)) + end
}

function indent(value: JsonValue, args: FilterArguments): string {
  const width = args.find(0, 'width')
  const prefix = typeof width === 'string' ? width : ' '.repeat(Math.min(Number(width ?? 4), 1000))
  const isFirst = args.flag(1, 'first')
  const isBlank = args.flag(2, 'blank')
  return text(value)
    .split('\n')
    .map((line, index) => {
      const isWanted = index === 0 ? isFirst : isBlank || line !== ''
      return isWanted ? prefix + line : line
    })
    .join('\n')
}

function center(value: string, width: number): string {
  const room = Math.min(width, 100_000) - codePoints(value).length
  if (room <= 0) return value
  const left = Math.floor(room / 2) + (room & width & 1)
  return ' '.repeat(left) + value + ' '.repeat(room - left)
}

function wordWrap(value: string, args: FilterArguments): string {
  const width = Math.max(args.number(0, 'width', 79), 1)
  const isBroken = args.find(1, 'break_long_words') !== false
  return value
    .split('\n')
    .map((line) => wrapLine(line, width, isBroken))
    .join(args.text(2, 'wrapstring', '\n'))
}

function wrapLine(line: string, width: number, isBroken: boolean): string {
  const pattern = isBroken ? new RegExp(`\\S{1,${width}}`, 'gu') : /\S+/gu
  const lines: string[] = []
  for (const [word] of line.matchAll(pattern)) {
    const last = lines.at(-1)
    const isFitting = last !== undefined && last.length + 1 + word.length <= width
    if (isFitting) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.join('\n')
}

function pick(items: readonly JsonValue[]): JsonValue {
  return items[Math.floor(Math.random() * items.length)] ?? ''
}

function urlEncode(value: JsonValue): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return quoteUrl(text(value), '/')
  }
  const pairs = Object.entries(value).map(([key, item]) => {
    return `${quoteUrl(key, '')}=${quoteUrl(text(item), '')}`
  })
  return pairs.join('&')
}

function quoteUrl(value: string, safe: string): string {
  const encoded = encodeURIComponent(value.toWellFormed()).replace(/[!'()*]/g, percentEncoded)
  return safe === '/' ? encoded.replaceAll('%2F', '/') : encoded
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}
