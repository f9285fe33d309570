import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import {
  EgressFailed,
  EgressRefused,
  type EgressClient,
  type EgressRequest,
  type EgressResponse,
  type JsonObject,
} from '@weft/domain/kernel'
import { Agent, fetch as undiciFetch, request as undiciRequest } from 'undici'
import { AddressPolicy, type AllowEntry } from './address-policy.js'
import { AgentTable } from './agent-table.js'
import { decodeBody, withDefaults } from './content-coding.js'
import { guardedConnector, resolveBySystem, type Resolve } from './guarded-connector.js'
import { toEgressError } from './egress-error.js'
import { nextRequest } from './redirect.js'

export type EgressOptions = {
  /** Addresses that may be reached although they are not public. Default: none. */
  readonly allow?: readonly AllowEntry[]
  /** What the operator calls that list; told to whoever is refused. Default: `egress.allow`. */
  readonly allowSetting?: string
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
  private constructor(private readonly agents: AgentTable) {}

  /** @throws ValidationError when an entry of `allow` cannot be read. */
  static open(options: EgressOptions = {}): Egress {
    const policy = AddressPolicy.allowing(options.allow ?? [])
    const resolve = options.resolve ?? resolveBySystem
    const connectTimeoutMs = options.connectTimeoutMs ?? DEFAULT_CONNECT_MS
    const { allowSetting = 'egress.allow' } = options
    const guard = { policy, resolve, allowSetting }
    return new Egress(
      new AgentTable(
        connectTimeoutMs,
        (settings) => new Agent({ connect: guardedConnector(guard, settings) }),
      ),
    )
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
      dispatcher: this.agents.find({}),
    })) as typeof globalThis.fetch

  async close(): Promise<void> {
    await this.agents.close()
  }

  private async exchange(request: EgressRequest, signal: AbortSignal): Promise<EgressResponse> {
    const url = parseUrl(request.url)
    request.checkUrl?.(new URL(url))
    signal.throwIfAborted()
    try {
      const answer = await undiciRequest(url, {
        method: request.method,
        headers: withDefaults(request).flat(),
        body: request.body ?? null,
        signal,
        headersTimeout: request.timeouts?.idleMs ?? DEFAULT_IDLE_MS,
        bodyTimeout: request.timeouts?.idleMs ?? DEFAULT_IDLE_MS,
        dispatcher: this.agents.find({
          verifyTls: request.verifyTls,
          connectTimeoutMs: request.timeouts?.connectMs,
        }),
      })
      const headers = joinHeaders(answer.headers)
      return {
        status: answer.statusCode,
        headers,
        url: url.toString(),
        body: await readBody(
          isDecoded(request, answer.statusCode) ? decodeBody(answer.body, headers) : answer.body,
          request.maxResponseBytes ?? DEFAULT_MAX_BYTES,
          headers,
        ),
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

/** An answer without a body has nothing to decode, whatever its headers say. */
function isDecoded({ acceptsCompressed, method }: EgressRequest, status: number): boolean {
  return acceptsCompressed === true && method !== 'HEAD' && status !== 204 && status !== 304
}

async function readBody(
  body: Readable,
  maxBytes: number,
  headers: EgressResponse['headers'],
): Promise<Uint8Array> {
  let bytes = 0
  const bounded = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength
      if (bytes > maxBytes)
        throw new EgressFailed('too-large', `The answer is larger than ${maxBytes} bytes.`, {
          details: { maxBytes, ...describeAnswer(headers) },
        })
      yield chunk
    }
  }
  return buffer(bounded())
}

function describeAnswer(headers: EgressResponse['headers']): JsonObject {
  const { 'content-length': length, 'content-encoding': encoding } = headers
  const named = ['content-type', 'content-disposition'].flatMap((name) => {
    const value = headers[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  const isTold = length !== undefined && encoding === undefined && /^\d+$/.test(length)
  return { ...(isTold && { contentLength: Number(length) }), ...Object.fromEntries(named) }
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
