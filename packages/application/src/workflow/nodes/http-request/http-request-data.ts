import type { JsonValue } from '@weft/domain/kernel'
import { parseTemplate, type NodeData, type Selector, type Template } from '@weft/domain/workflow'
import { splitLine, splitLines } from './request-lines.js'

/** A request as its author wrote it, with every template taken apart. */
export type HttpRequestData = {
  readonly method: Method
  readonly url: Template
  /** Lines of `Key: value`, to be split once they are rendered. */
  readonly headers: Template
  readonly params: readonly NamedTemplate[]
  readonly authorization: Authorization
  readonly body: BodyData
  readonly timeouts: Timeouts
  readonly verifyTls: boolean
  /** Whether an answer that is no success fails the node: somebody is there to deal with the failure. */
  readonly failsOnStatus: boolean
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'] as const
type Method = (typeof METHODS)[number] | Uppercase<(typeof METHODS)[number]>

type NamedTemplate = { readonly name: Template; readonly value: Template }

export type Authorization =
  | { readonly type: 'none' }
  /** The author wants a key and has not said which. */
  | { readonly type: 'unset' }
  | {
      readonly type: 'key'
      readonly scheme: 'basic' | 'bearer' | 'custom'
      readonly key: Template
      /** Blank for `Authorization`. */
      readonly header: string
    }

const BODY_TYPES = [
  'none',
  'form-data',
  'x-www-form-urlencoded',
  'raw-text',
  'json',
  'binary',
] as const
type BodyType = (typeof BODY_TYPES)[number]

export type BodyData = { readonly type: BodyType; readonly items: readonly BodyItem[] }

export type BodyItem = {
  readonly type: 'text' | 'file'
  readonly key: Template
  readonly value: Template
  readonly file: Selector | undefined
}

type Timeouts = {
  readonly connectMs: number | undefined
  readonly readMs: number | undefined
}

const SPELLINGS: readonly Method[] = [
  ...METHODS,
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
]

/** @throws InvalidNodeData naming the field that cannot be read. */
export function parseHttpRequestData(data: NodeData): HttpRequestData {
  return {
    method: data.word('method', SPELLINGS, 'get'),
    url: parseTemplate(data.text('url', '')),
    headers: parseTemplate(data.text('headers', '')),
    params: parseParams(data.text('params', '')),
    authorization: parseAuthorization(data),
    body: parseBody(data),
    timeouts: parseTimeouts(data.child('timeout')),
    verifyTls: data.flag('ssl_verify', true),
    failsOnStatus: failsOnStatus(data),
  }
}

/** Split before anything is filled in: a value may have several lines. */
function parseParams(text: string): readonly NamedTemplate[] {
  return splitLines(text)
    .map(splitLine)
    .filter(([name]) => name !== '')
    .map(([name, value]) => ({ name: parseTemplate(name), value: parseTemplate(value) }))
}

function parseAuthorization(data: NodeData): Authorization {
  const authorization = data.child('authorization')
  if (authorization?.word('type', ['no-auth', 'api-key'], 'no-auth') !== 'api-key')
    return { type: 'none' }
  const config = authorization.child('config')
  if (!config) return { type: 'unset' }
  return {
    type: 'key',
    scheme: config.word('type', ['basic', 'bearer', 'custom'], 'bearer'),
    key: parseTemplate(config.text('api_key', '')),
    header: config.text('header', ''),
  }
}

function parseBody(data: NodeData): BodyData {
  const body = data.child('body')
  if (!body) return { type: 'none', items: [] }
  return { type: body.word('type', BODY_TYPES, 'none'), items: parseItems(body) }
}

/** Older documents have one text in place of the items. */
function parseItems(body: NodeData): readonly BodyItem[] {
  const raw = body.raw('data')
  if (typeof raw !== 'string') return body.maps('data').map(parseItem)
  if (raw === '') return []
  const text = { type: 'text', key: parseTemplate(''), file: undefined } as const
  return [{ ...text, value: parseTemplate(raw) }]
}

function parseItem(item: NodeData): BodyItem {
  const type = item.word('type', ['text', 'file'], 'text')
  const value = item.raw('value')
  return {
    type,
    key: parseTemplate(item.text('key', '')),
    value: parseTemplate(typeof value === 'number' ? String(value) : item.text('value', '')),
    file: item.optionalSelector('file'),
  }
}

function parseTimeouts(timeout: NodeData | undefined): Timeouts {
  return {
    connectMs: toMilliseconds(timeout?.raw('connect')),
    readMs: toMilliseconds(timeout?.raw('read')),
  }
}

function toMilliseconds(seconds: JsonValue | undefined): number | undefined {
  return typeof seconds === 'number' && seconds > 0 ? Math.ceil(seconds * 1000) : undefined
}

function failsOnStatus(data: NodeData): boolean {
  const strategy = data.raw('error_strategy')
  const hasStrategy = strategy === 'fail-branch' || strategy === 'default-value'
  return hasStrategy || data.child('retry_config')?.raw('retry_enabled') === true
}
