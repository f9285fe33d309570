import { HttpRequestError } from './http-request-error.js'
import type { EncodedBody } from './request-body.js'
import type { NamedText, RenderedAuthorization, RenderedRequest } from './rendered-request.js'

/** Headers that belong to the connection: whoever opens it writes them. */
const CONNECTION_HEADERS = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/**
 * The headers to send: the author's, the key, the type of the content.
 *
 * @throws HttpRequestError when the key is missing or a header cannot be written.
 */
export function requestHeaders(
  request: RenderedRequest,
  userInfo: string | undefined,
  body: Pick<EncodedBody, 'contentType' | 'isContentTypeFixed'>,
): readonly NamedText[] {
  const headers = new Map<string, NamedText>()
  const set = (name: string, value: string): void => {
    headers.set(name.toLowerCase(), [name, value])
  }
  for (const [name, value] of request.headers)
    if (!CONNECTION_HEADERS.has(name.toLowerCase())) set(name, value)
  if (userInfo !== undefined && !headers.has('authorization'))
    set('Authorization', `Basic ${toBase64(userInfo)}`)
  const authorization = authorizationHeader(request.authorization)
  if (authorization) set(...authorization)
  const hasType = headers.has('content-type') && body.isContentTypeFixed !== true
  if (body.contentType !== undefined && !hasType) set('Content-Type', body.contentType)
  return [...headers.values()].map(toWritable)
}

/** @throws HttpRequestError when there is no key. */
function authorizationHeader(authorization: RenderedAuthorization): NamedText | undefined {
  switch (authorization.type) {
    case 'none':
      return undefined
    case 'unset':
      throw new HttpRequestError('AuthorizationConfigError', 'authorization config is required')
    case 'key': {
      const { scheme, key } = authorization
      if (key === '')
        throw new HttpRequestError(
          'AuthorizationConfigError',
          'API key is required for authorization but was empty. Please provide a valid API key.',
        )
      return [authorizationHeaderName(authorization), credentialOf(scheme, key)]
    }
  }
}

export function authorizationHeaderName({ header }: { readonly header: string }): string {
  return header.trim() || 'Authorization'
}

function credentialOf(scheme: 'basic' | 'bearer' | 'custom', key: string): string {
  switch (scheme) {
    case 'bearer':
      return `Bearer ${key}`
    case 'basic':
      return `Basic ${key.includes(':') ? toBase64(key) : key}`
    case 'custom':
      return key
  }
}

export function toBase64(text: string): string {
  return btoa(toByteString(text))
}

function toWritable([name, value]: NamedText): NamedText {
  if (!NAME.test(name))
    throw new HttpRequestError(
      'HttpRequestNodeError',
      `Illegal header name: ${JSON.stringify(name)}`,
    )
  if (Array.from(value).some(isControl))
    throw new HttpRequestError('HttpRequestNodeError', `Illegal value of header ${name}`)
  return [name, toByteString(value)]
}

function isControl(character: string): boolean {
  return (character < ' ' && character !== '\t') || character === '\x7f'
}

/** One character per UTF-8 byte: what the wire carries. ASCII stays as it is. */
function toByteString(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('')
}
