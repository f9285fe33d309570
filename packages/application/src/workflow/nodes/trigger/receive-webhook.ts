import { isJsonObject, ValidationError, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import { pythonString, type FileValue } from '@weft/domain/workflow'
import { toVariableName, type WebhookDefinition, type WebhookField } from './webhook-definition.js'
import { checkJson, convertText, type WebhookValue } from './webhook-value.js'

/** A call as it came in, its body taken apart as far as its content type says how. */
export type WebhookRequest = {
  readonly method: string
  /** Names in any case. */
  readonly headers: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body:
    | { readonly type: 'none' }
    /** JSON and plain text, unread. */
    | { readonly type: 'text'; readonly text: string }
    | {
        readonly type: 'form'
        readonly fields: Readonly<Record<string, string>>
        readonly files: Readonly<Record<string, FileValue>>
      }
    | { readonly type: 'binary'; readonly file: FileValue }
  /** Bytes of the body. */
  readonly size: number
}

/** The call is not one the webhook takes. `status` is what HTTP says to that. */
export class WebhookRefused extends ValidationError {
  override readonly code = 'workflow.webhook_refused'

  constructor(
    message: string,
    readonly status: 400 | 413 = 400,
  ) {
    super(message)
  }
}

/** Bytes a body may have. */
const MAX_WEBHOOK_BYTES = 10 * 1024 * 1024

/**
 * The inputs of the run that a call begins: headers (`-` as `_`), parameters and fields of the body under their names, and
 * the whole call as `_webhook_raw`. What is not declared is passed on as it is.
 *
 * @throws WebhookRefused when the call is not what the definition asks for.
 */
export function receiveWebhook(
  definition: WebhookDefinition,
  request: WebhookRequest,
  maxBytes = MAX_WEBHOOK_BYTES,
): JsonObject {
  if (request.size > maxBytes)
    throw new WebhookRefused(
      `Webhook request too large: ${request.size} bytes exceeds ${maxBytes}`,
      413,
    )
  checkMethod(definition, request)
  checkContentType(definition, request)
  const headers = readHeaders(definition, request)
  const params = readTexts(definition.params, request.query, 'parameter')
  const body = readBody(definition, request)
  return {
    ...headers,
    ...params,
    ...body,
    _webhook_raw: {
      method: request.method.toUpperCase(),
      headers: { ...request.headers },
      query_params: { ...request.query },
      body,
    },
  }
}

function checkMethod({ method }: WebhookDefinition, request: WebhookRequest): void {
  const got = request.method.toUpperCase()
  if (got !== method)
    throw new WebhookRefused(`HTTP method mismatch. Expected ${method}, got ${got}`)
}

/** A call that does not say is taken to speak JSON. */
function checkContentType({ contentType }: WebhookDefinition, { headers }: WebhookRequest): void {
  const header = findHeader(headers, 'content-type') ?? 'application/json'
  const got = header.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (got !== contentType)
    throw new WebhookRefused(`Content-type mismatch. Expected ${contentType}, got ${got}`)
}

function readHeaders({ headers }: WebhookDefinition, request: WebhookRequest): JsonObject {
  const entries = headers.flatMap(({ name, output, isRequired }) => {
    const value = findHeader(request.headers, name)
    if (value === undefined && isRequired)
      throw new WebhookRefused(`Required header missing: ${name}`)
    return value === undefined ? [] : [[output, value] as const]
  })
  return Object.fromEntries(entries)
}

/** Names of headers mean the same in any case, with dashes or underscores. */
function findHeader(headers: WebhookRequest['headers'], name: string): string | undefined {
  const wanted = headerKey(name)
  return Object.entries(headers).find(([key]) => headerKey(key) === wanted)?.[1]
}

function headerKey(name: string): string {
  return toVariableName(name).toLowerCase()
}

function readBody(definition: WebhookDefinition, { body }: WebhookRequest): JsonObject {
  switch (definition.contentType) {
    case 'application/json':
      return readJsonBody(definition.body, body.type === 'text' ? body.text : '')
    case 'text/plain':
      return readRaw(definition.body, body.type === 'text' ? body.text : '')
    case 'application/octet-stream':
      return readRaw(definition.body, body.type === 'binary' ? body.file : null)
    case 'multipart/form-data':
    case 'application/x-www-form-urlencoded':
      return readForm(definition.body, body)
  }
}

function readJsonBody(fields: readonly WebhookField[], text: string): JsonObject {
  const value = text.trim() === '' ? {} : parseJson(text)
  const given = isJsonObject(value) ? value : { raw: value }
  const read = readFields(fields, given, 'body parameter', checkJson)
  return { ...given, ...read }
}

function parseJson(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new WebhookRefused(`Invalid JSON body: ${reason}`)
  }
}

function readRaw(fields: readonly WebhookField[], raw: JsonValue): JsonObject {
  const required = fields.find(({ isRequired }) => isRequired)
  if (required && (raw === '' || raw === null))
    throw new WebhookRefused(`Required body parameter missing: ${required.name}`)
  return { raw }
}

function readForm(fields: readonly WebhookField[], body: WebhookRequest['body']): JsonObject {
  const form = body.type === 'form' ? body : { fields: {}, files: {} }
  const files = fields.filter(({ type }) => type === 'file')
  const texts = fields.filter(({ type }) => type !== 'file')
  return {
    ...form.files,
    ...readFields(files, form.files, 'body parameter', checkJson),
    ...readTexts(texts, form.fields, 'body parameter'),
  }
}

function readTexts(
  fields: readonly WebhookField[],
  given: Readonly<Record<string, string>>,
  what: 'parameter' | 'body parameter',
): JsonObject {
  const convert = (type: WebhookField['type'], value: JsonValue) =>
    convertText(type, pythonString(value))
  return { ...given, ...readFields(fields, given, what, convert) }
}

function readFields(
  fields: readonly WebhookField[],
  given: JsonObject,
  what: 'parameter' | 'body parameter',
  read: (type: WebhookField['type'], value: JsonValue) => WebhookValue,
): JsonObject {
  const entries = fields.flatMap(({ name, output, type, isRequired }) => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    if (value === undefined) {
      if (isRequired) throw new WebhookRefused(`Required ${what} missing: ${name}`)
      return []
    }
    const result = read(type, value)
    if (result.type === 'refused')
      throw new WebhookRefused(`Parameter '${name}' validation failed: ${result.reason}`)
    return [[output, result.value] as const]
  })
  return Object.fromEntries(entries)
}

const DONE = { status: 'success', message: 'Webhook processed successfully' }

/** What the webhook answers: the configured text, as JSON where it is some, else as a message. */
export function webhookAnswer({ response }: WebhookDefinition): {
  readonly status: number
  readonly body: JsonValue
} {
  return { status: response.status, body: answerBody(response.body) }
}

function answerBody(text: string): JsonValue {
  const trimmed = text.trim()
  if (trimmed === '') return DONE
  if (!/^[{[]/.test(trimmed)) return { message: text }
  try {
    return JSON.parse(trimmed) as JsonValue
  } catch {
    return { message: text }
  }
}
