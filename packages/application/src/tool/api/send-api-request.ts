import type { EgressClient, EgressRequest, EgressResponse } from '@weft/domain/kernel'
import { ToolInvocationFailed } from '@weft/domain/tool'

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
const MOST_REDIRECTS = 10
/** What says nothing about who is asking. */
const HARMLESS_HEADERS: ReadonlySet<string> = new Set(['accept', 'accept-language', 'user-agent'])

/**
 * Sends the request and follows its redirects. Credentials, under whatever name they go, are for the server they were given
 * for: another origin gets neither them nor the body.
 *
 * @throws ToolInvocationFailed when the server cannot be reached or leads away with a body.
 */
export async function sendApiRequest(
  egress: EgressClient,
  request: EgressRequest,
  signal: AbortSignal,
): Promise<EgressResponse> {
  let next = request
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const response = await send(egress, next, signal)
    const following = redirected(next, response)
    if (!following) return response
    next = following
  }
  throw new ToolInvocationFailed(`The server redirects more than ${MOST_REDIRECTS} times.`)
}

async function send(
  egress: EgressClient,
  request: EgressRequest,
  signal: AbortSignal,
): Promise<EgressResponse> {
  try {
    return await egress.send(request, { signal })
  } catch (cause) {
    if (signal.aborted) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ToolInvocationFailed(`The server cannot be asked: ${reason}`, { cause })
  }
}

function redirected(request: EgressRequest, response: EgressResponse): EgressRequest | undefined {
  const { location } = response.headers
  if (!REDIRECTS.has(response.status) || location === undefined) return undefined
  if (!URL.canParse(location, request.url)) return undefined
  const url = new URL(location, request.url)
  const isForeign = url.origin !== new URL(request.url).origin
  const becomesGet = response.status === 303 || (response.status < 303 && request.method === 'POST')
  if (isForeign && !becomesGet && request.body !== undefined)
    throw new ToolInvocationFailed(
      `The server redirects to ${url.origin}, which may not see what was sent.`,
    )
  return {
    ...request,
    url: url.toString(),
    method: becomesGet && request.method !== 'HEAD' ? 'GET' : request.method,
    body: becomesGet ? undefined : request.body,
    headers: request.headers.filter(([name]) => isKept(name.toLowerCase(), isForeign, becomesGet)),
  }
}

function isKept(name: string, isForeign: boolean, becomesGet: boolean): boolean {
  if (isForeign) return HARMLESS_HEADERS.has(name)
  return !(becomesGet && name === 'content-type')
}
