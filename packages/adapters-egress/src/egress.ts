import { buffer } from 'node:stream/consumers'
import {
  EgressFailed,
  EgressRefused,
  type EgressClient,
  type EgressRequest,
  type EgressResponse,
} from '@weft/domain/kernel'
import { Agent, fetch as undiciFetch, request as undiciRequest, type Dispatcher } from 'undici'
import { AddressPolicy, type AllowEntry } from './address-policy.js'
import { guardedConnector, resolveBySystem, type Resolve } from './guarded-connector.js'
import { toEgressError } from './egress-error.js'
import { nextRequest } from './redirect.js'

export type EgressOptions = {
  /** Addresses that may be reached although they are not public. Default: none. */
  readonly allow?: readonly AllowEntry[]
  /** Default: the system's resolver. */
  readonly resolve?: Resolve
  readonly connectTimeoutMs?: number
}

const DEFAULT_CONNECT_MS = 10_000
const DEFAULT_IDLE_MS = 600_000
const DEFAULT_MAX_BYTES = 10 * 1024 * 1024
const DEFAULT_REDIRECTS = 10

/** The one way out, over guarded connections that are kept open and shared. */
export class Egress implements EgressClient {
  readonly #agents: Readonly<Record<'verified' | 'unverified', Agent>>

  private constructor(agents: Readonly<Record<'verified' | 'unverified', Agent>>) {
    this.#agents = agents
  }

  /** @throws ValidationError when an entry of `allow` cannot be read. */
  static open(options: EgressOptions = {}): Egress {
    const policy = AddressPolicy.allowing(options.allow ?? [])
    const resolve = options.resolve ?? resolveBySystem
    const connectTimeoutMs = options.connectTimeoutMs ?? DEFAULT_CONNECT_MS
    const agent = (verifyTls: boolean): Agent =>
      new Agent({ connect: guardedConnector(policy, resolve, { connectTimeoutMs, verifyTls }) })
    return new Egress({ verified: agent(true), unverified: agent(false) })
  }

  async send(
    request: EgressRequest,
    options: { readonly signal: AbortSignal },
  ): Promise<EgressResponse> {
    let current = request
    for (let redirects = 0; ; redirects++) {
      const answer = await this.exchange(current, options.signal)
      const next = nextRequest(current, answer)
      if (!next || request.maxRedirects === 0) return answer
      if (redirects >= (request.maxRedirects ?? DEFAULT_REDIRECTS))
        throw new EgressFailed('redirects', `${new URL(request.url).origin} redirects too often.`)
      current = next
    }
  }

  /**
   * `fetch` over the same guarded connections, for libraries that bring their own idea of a request. Follows no redirect.
   */
  readonly fetch: typeof globalThis.fetch = (async (
    input: Parameters<typeof undiciFetch>[0],
    init?: Parameters<typeof undiciFetch>[1],
  ) =>
    undiciFetch(input, {
      ...init,
      redirect: 'manual',
      dispatcher: this.#agents.verified,
    })) as typeof globalThis.fetch

  async close(): Promise<void> {
    await Promise.all([this.#agents.verified.destroy(), this.#agents.unverified.destroy()])
  }

  private async exchange(request: EgressRequest, signal: AbortSignal): Promise<EgressResponse> {
    const url = parseUrl(request.url)
    signal.throwIfAborted()
    try {
      const answer = await undiciRequest(url, {
        method: request.method,
        headers: request.headers.flat(),
        body: request.body ?? null,
        signal,
        headersTimeout: request.timeouts?.idleMs ?? DEFAULT_IDLE_MS,
        bodyTimeout: request.timeouts?.idleMs ?? DEFAULT_IDLE_MS,
        dispatcher: this.#agents[request.verifyTls === false ? 'unverified' : 'verified'],
      })
      return {
        status: answer.statusCode,
        headers: joinHeaders(answer.headers),
        url: url.toString(),
        body: await readBody(answer.body, request.maxResponseBytes ?? DEFAULT_MAX_BYTES),
      }
    } catch (error) {
      if (signal.aborted) throw signal.reason
      throw toEgressError(error, url)
    }
  }
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new EgressRefused(
      `${JSON.stringify(text.slice(0, 200))} is not an http or https address.`,
    )
  return url
}

async function readBody(
  body: Dispatcher.ResponseData['body'],
  maxBytes: number,
): Promise<Uint8Array> {
  let bytes = 0
  const bounded = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength
      if (bytes > maxBytes)
        throw new EgressFailed('too-large', `The answer is larger than ${maxBytes} bytes.`, {
          details: { maxBytes },
        })
      yield chunk
    }
  }
  return buffer(bounded())
}

function joinHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Readonly<Record<string, string>> {
  const joined = new Map<string, string>()
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined)
      joined.set(name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value)
  return Object.fromEntries(joined)
}
