import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import { RequestRefused } from './request-refused.js'
import type { ServiceContext } from './service-context.js'

const JSON_MEDIA_TYPE = /^application\/(?:[a-z0-9.!#$&^_-]+\+)?json\s*(?:;|$)/i
/** Deeper bodies are nobody's inputs, and every recursive walk over them would be at risk. */
const MAX_DEPTH = 256
/** Marks of text that needs cleaning: escaped NULs and surrogates, and keys that mean the prototype. */
const NEEDS_CLEANING = /\\u(?:0000|d[89a-f]|005f)|__proto__/i

/**
 * The request's JSON object. Strings have lost NUL characters and halves of surrogate pairs, which no database
 * stores; keys named `__proto__` are dropped.
 *
 * @throws RequestRefused when the body is not declared as JSON, too large, malformed, or not an object.
 */
export async function readJsonObject(c: ServiceContext, maxBytes: number): Promise<JsonObject> {
  if (!JSON_MEDIA_TYPE.test(c.req.header('Content-Type') ?? ''))
    throw RequestRefused.unsupportedMediaType()
  const body = parseJson(await readText(c, maxBytes))
  if (!isJsonObject(body))
    throw RequestRefused.invalidParam('The request body must be a JSON object.')
  return body
}

async function readText(c: ServiceContext, maxBytes: number): Promise<string> {
  const declared = c.req.header('Content-Length')
  if (declared === undefined || c.req.header('Transfer-Encoding') !== undefined)
    return readCounting(c.req.raw.body, maxBytes)
  if (Number(declared) > maxBytes) throw RequestRefused.bodyTooLarge(maxBytes)
  return c.req.text()
}

/** Reads a body of undeclared length, and no further than the limit. */
async function readCounting(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<string> {
  if (body === null) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > maxBytes) throw RequestRefused.bodyTooLarge(maxBytes)
    chunks.push(chunk)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}

function parseJson(text: string): JsonValue {
  if (isTooDeep(text))
    throw RequestRefused.badRequest(`The request body is nested deeper than ${MAX_DEPTH} levels.`)
  try {
    const value = JSON.parse(text) as JsonValue
    return NEEDS_CLEANING.test(text) ? clean(value) : value
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw RequestRefused.badRequest('Invalid JSON payload received or JSON payload is empty.')
  }
}

function isTooDeep(text: string): boolean {
  if (text.length <= MAX_DEPTH) return false
  let depth = 0
  let isInString = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (isInString) {
      if (code === BACKSLASH) i++
      else if (code === QUOTE) isInString = false
    } else if (code === QUOTE) isInString = true
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (++depth > MAX_DEPTH) return true
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--
  }
  return false
}

const BACKSLASH = 0x5c
const QUOTE = 0x22
const OPEN_BRACE = 0x7b
const OPEN_BRACKET = 0x5b
const CLOSE_BRACE = 0x7d
const CLOSE_BRACKET = 0x5d

function clean(value: JsonValue): JsonValue {
  if (typeof value === 'string') return cleanText(value)
  if (Array.isArray(value)) return value.map(clean)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [cleanText(key), item] as const)
      .filter(([key]) => key !== '__proto__')
      .map(([key, item]) => [key, clean(item)] as const),
  )
}

function cleanText(text: string): string {
  // Encoding replaces halves of surrogate pairs by the replacement character.
  return Buffer.from(text.replaceAll('\0', ''), 'utf8').toString('utf8')
}
