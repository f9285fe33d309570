import type { EgressRequest, EgressResponse } from '@weft/domain/kernel'

const REDIRECTS = new Set([301, 302, 303, 307, 308])
/** Headers that prove who is asking: they are for the origin they were meant for. */
const CREDENTIALS = new Set(['authorization', 'cookie', 'proxy-authorization'])
const BODY_HEADERS = new Set([
  'content-type',
  'content-length',
  'content-encoding',
  'transfer-encoding',
])

/** The request a redirect asks for (RFC 9110, section 15.4); nothing when the answer is none. */
export function nextRequest(
  request: EgressRequest,
  answer: EgressResponse,
): EgressRequest | undefined {
  const location = answer.headers['location']
  if (!REDIRECTS.has(answer.status) || location === undefined) return undefined
  if (!URL.canParse(location, request.url)) return undefined
  const url = new URL(location, request.url)
  const becomesGet = turnsIntoGet(request.method, answer.status)
  const isForeign = url.origin !== new URL(request.url).origin
  const isDropped = (name: string): boolean =>
    name === 'host' ||
    (becomesGet && BODY_HEADERS.has(name)) ||
    (isForeign && isCredential(name, request))
  return {
    ...request,
    url: url.toString(),
    method: becomesGet ? 'GET' : request.method,
    body: becomesGet ? undefined : request.body,
    headers: request.headers.filter(([name]) => !isDropped(name.toLowerCase())),
  }
}

function turnsIntoGet(method: string, status: number): boolean {
  if (status === 303) return method !== 'HEAD'
  return (status === 301 || status === 302) && method === 'POST'
}

function isCredential(name: string, { credentialHeaders = [] }: EgressRequest): boolean {
  return (
    CREDENTIALS.has(name) ||
    credentialHeaders.includes(name) ||
    /(^|-)(api-?key|token|secret)($|-)/.test(name)
  )
}
