import { EgressFailed, EgressRefused, type EgressFailureKind } from '@weft/domain/kernel'

const TIMEOUTS = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
])

/** An error of the HTTP library or the system in the words of the port. */
export function toEgressError(error: unknown, url: URL): EgressFailed | EgressRefused {
  if (error instanceof EgressFailed || error instanceof EgressRefused) return error
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (cause instanceof EgressFailed || cause instanceof EgressRefused) return cause
  const text = cause instanceof Error ? cause.message : String(cause)
  const kind = kindOf(codeOf(cause))
  return new EgressFailed(kind, `${url.origin} ${SAYINGS[kind]}: ${text}`, { cause: error })
}

const SAYINGS: Readonly<Record<EgressFailureKind, string>> = {
  connection: 'could not be reached',
  timeout: 'took too long',
  'too-large': 'answered too much',
  redirects: 'redirects too often',
  tls: 'has no valid certificate',
}

function kindOf(code: string): EgressFailureKind {
  if (TIMEOUTS.has(code)) return 'timeout'
  return /CERT|TLS|SSL/.test(code) ? 'tls' : 'connection'
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
