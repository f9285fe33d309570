import { assertNever } from '@weft/domain/kernel'
import type { FileValue } from '@weft/domain/workflow'
import type {
  NamedFile,
  NamedText,
  RenderedAuthorization,
  RenderedBody,
  RenderedRequest,
} from './rendered-request.js'
import { DEFAULT_CONTENT_TYPES, encodeFields } from './request-body.js'
import { authorizationHeaderName, toBase64 } from './request-headers.js'
import { repairJson } from './repair-json.js'

/** Headers whose values nobody should read, whoever wrote them. */
const CREDENTIALS = new Set(['authorization', 'cookie', 'proxy-authorization'])
const BOUNDARY = '----WeftFormBoundary'

/**
 * The request as its record shows it, written like HTTP. It is made from a request that was rendered with masked
 * variables, so it holds no secret; keys are asterisks and files are placeholders.
 */
export function requestLog(request: RenderedRequest): string {
  const { host, path } = splitUrl(request)
  const body = logBody(request.body)
  const lines = [
    `${request.method.toUpperCase()} ${path} HTTP/1.1`,
    `Host: ${host}`,
    ...logHeaders(request).map(([name, value]) => `${name}: ${value}`),
    ...(body === '' ? [] : [`Content-Length: ${new TextEncoder().encode(body).byteLength}`]),
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}

/** Also of what is no address: a masked one may be none. */
function splitUrl({ url, params }: RenderedRequest): { host: string; path: string } {
  const match = /^(?:https?:\/\/)?(?:[^/?#]*@)?([^/?#]*)([^?#]*)(\?[^#]*)?/.exec(url)
  const [, host = '', path = '', query = ''] = match ?? []
  const added = encodeFields(params)
  const joined = [query.slice(1), added].filter((part) => part !== '').join('&')
  return { host, path: `${path || '/'}${joined === '' ? '' : `?${joined}`}` }
}

function logHeaders({ headers, authorization, body }: RenderedRequest): readonly NamedText[] {
  const key = keyHeader(authorization)
  const names = new Set(headers.map(([name]) => name.toLowerCase()))
  const type = contentTypeOf(body, names.has('content-type'))
  const written = headers.filter(
    ([name]) =>
      !(key && name.toLowerCase() === key[0].toLowerCase()) &&
      !(type && name.toLowerCase() === 'content-type'),
  )
  return [...written.map(maskCredential), ...(key ? [key] : []), ...(type ? [type] : [])]
}

function maskCredential([name, value]: NamedText): NamedText {
  return [name, CREDENTIALS.has(name.toLowerCase()) ? '*'.repeat(value.length) : value]
}

function keyHeader(authorization: RenderedAuthorization): NamedText | undefined {
  if (authorization.type !== 'key') return undefined
  const { scheme, key } = authorization
  const encoded = scheme === 'basic' && key.includes(':') ? toBase64(key) : key
  const prefix = { basic: 'Basic ', bearer: 'Bearer ', custom: '' }[scheme]
  return [authorizationHeaderName(authorization), '*'.repeat(prefix.length + encoded.length)]
}

/** The type the request gets by its body; nothing where the author's own stays. */
function contentTypeOf(body: RenderedBody, isNamed: boolean): NamedText | undefined {
  if (body.type === 'form-data')
    return ['Content-Type', `multipart/form-data; boundary=${BOUNDARY}`]
  const type = Object.entries(DEFAULT_CONTENT_TYPES).find(([name]) => name === body.type)?.[1]
  return type === undefined || isNamed ? undefined : ['Content-Type', type]
}

function logBody(body: RenderedBody): string {
  switch (body.type) {
    case 'none':
    case 'wrong-item-count':
    case 'file-missing':
      return ''
    case 'json':
      return repairIfPossible(body.text)
    case 'raw-text':
      return body.text
    case 'x-www-form-urlencoded':
      return encodeFields(body.fields)
    case 'binary':
      return placeholder(body.file)
    case 'form-data':
      return logForm(body.fields, body.files)
    default:
      return assertNever(body)
  }
}

function repairIfPossible(text: string): string {
  try {
    return repairJson(text)
  } catch {
    return text
  }
}

function logForm(fields: readonly NamedText[], files: readonly NamedFile[]): string {
  const parts = [
    ...fields,
    ...files.map(({ name, file }): NamedText => [name, placeholder(file)]),
  ].map(
    ([name, content]) =>
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${content}\r\n`,
  )
  return parts.length === 0 ? '' : `${parts.join('')}--${BOUNDARY}--\r\n`
}

function placeholder({ filename, mime_type: mimeType, size }: FileValue): string {
  const length = typeof size === 'number' && size >= 0 ? `${size} bytes` : ''
  const facts = [filename, mimeType, length].filter((fact) => typeof fact === 'string')
  return `<file ${facts.filter((fact) => fact !== '').join(', ')}>`
}
