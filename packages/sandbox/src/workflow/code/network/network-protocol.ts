/**
 * What a program asks the host to fetch. It comes out of the interpreter, so it is data to check: `unknown` until
 * `parseNetworkRequest` has seen it.
 */
export type NetworkRequest = {
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Uint8Array | undefined
  readonly timeoutMs: number | undefined
  readonly isRedirectFollowed: boolean
  readonly isTlsVerified: boolean
}

export type NetworkFailure =
  | 'denied'
  | 'host'
  | 'invalid'
  | 'limit'
  | 'refused'
  | 'connection'
  | 'timeout'
  | 'too-large'
  | 'redirects'
  | 'tls'

export type NetworkAnswer =
  | {
      readonly type: 'answered'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly url: string
      readonly body: Uint8Array
    }
  | { readonly type: 'failed'; readonly kind: NetworkFailure; readonly message: string }

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const MAX_URL = 8_192
const MAX_HEADERS = 100
const MAX_HEADER = 16_384
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/
/** These are the business of the connection, not of the program. */
const OWN_HEADERS = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** The request, or a sentence about what is wrong with it. */
export function parseNetworkRequest(raw: unknown): NetworkRequest | string {
  if (typeof raw !== 'object' || raw === null) return 'The request is not a map.'
  const { method, url, headers, body, timeoutMs, redirect, verify }: Record<string, unknown> = {
    ...raw,
  }
  if (typeof method !== 'string' || !METHODS.has(method)) return 'The method is not known.'
  if (typeof url !== 'string' || url.length > MAX_URL) return 'The address is missing or too long.'
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    return `${JSON.stringify(url.slice(0, 200))} is not an http or https address.`
  }
  const parsed = parseHeaders(headers)
  if (typeof parsed === 'string') return parsed
  if (body !== undefined && body !== null && !(body instanceof Uint8Array)) {
    return 'The body is not made of bytes.'
  }
  return {
    method,
    url,
    headers: parsed,
    body: body ?? undefined,
    timeoutMs: typeof timeoutMs === 'number' && timeoutMs > 0 ? timeoutMs : undefined,
    isRedirectFollowed: redirect !== false,
    isTlsVerified: verify !== false,
  }
}

function parseHeaders(raw: unknown): NetworkRequest['headers'] | string {
  if (!Array.isArray(raw) || raw.length > MAX_HEADERS) return 'The headers are not a short list.'
  const headers: (readonly [string, string])[] = []
  for (const entry of raw as readonly unknown[]) {
    const [name, value] = Array.isArray(entry) ? (entry as readonly unknown[]) : []
    if (typeof name !== 'string' || typeof value !== 'string') return 'A header is not text.'
    if (!TOKEN.test(name)) return `${JSON.stringify(name.slice(0, 100))} is not a header name.`
    if (value.length > MAX_HEADER || !HEADER_VALUE.test(value)) {
      return `The header ${name} has a value that cannot be sent.`
    }
    if (!OWN_HEADERS.has(name.toLowerCase())) headers.push([name, value])
  }
  return headers
}
