import { isJsonObject, type JsonArray, type JsonValue } from '@weft/domain/kernel'
import { isFileValue } from '@weft/domain/workflow'
import type { WebhookFieldType } from './webhook-definition.js'

/** A value as its field wants it, or why it is none. */
export type WebhookValue =
  | { readonly type: 'value'; readonly value: JsonValue }
  | { readonly type: 'refused'; readonly reason: string }

/** A text of an address or a form as its field's type: only numbers and booleans are read. */
export function convertText(type: WebhookFieldType, text: string): WebhookValue {
  if (type === 'number') return toNumber(text)
  if (type === 'boolean') return toFlag(text)
  return { type: 'value', value: text }
}

/** A value of a JSON body, which must be of its field's type already. */
export function checkJson(type: WebhookFieldType, value: JsonValue): WebhookValue {
  return isOfType(type, value)
    ? { type: 'value', value }
    : { type: 'refused', reason: `Expected ${type}, got ${nameOf(value)}` }
}

function toNumber(text: string): WebhookValue {
  const number = text.trim() === '' ? NaN : Number(text)
  return Number.isFinite(number)
    ? { type: 'value', value: number }
    : { type: 'refused', reason: `Cannot convert '${text}' to number` }
}

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['yes', true],
  ['false', false],
  ['0', false],
  ['no', false],
])

function toFlag(text: string): WebhookValue {
  const flag = FLAGS.get(text.toLowerCase())
  return flag === undefined
    ? { type: 'refused', reason: `Cannot convert '${text}' to boolean` }
    : { type: 'value', value: flag }
}

function isOfType(type: string, value: JsonValue): boolean {
  const element = /^array\[(\w+)\]$/.exec(type)?.[1]
  if (element !== undefined)
    return Array.isArray(value) && (value as JsonArray).every((item) => isOfType(element, item))
  if (type === 'object') return isJsonObject(value)
  return type === 'file' ? isFileValue(value) : typeof value === type
}

function nameOf(value: JsonValue): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value
}
