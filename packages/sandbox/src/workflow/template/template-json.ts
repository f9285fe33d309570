import type { JsonValue } from '@weft/domain/kernel'
import { pythonJson } from '@weft/domain/workflow'

const OUTSIDE_ASCII = /[\u007f-\uffff]/g
const MARKUP = /[<>&']/g

/** JSON as Jinja2's `tojson` writes it: keys sorted, ASCII only, safe inside HTML. */
export function toJson(value: JsonValue, indent: number): string {
  return pythonJson(sorted(value), Math.min(Math.max(indent, 0), 16))
    .replace(OUTSIDE_ASCII, escaped)
    .replace(MARKUP, escaped)
}

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]))
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
