import {
  EgressFailed,
  EgressRefused,
  type EgressClient,
  type EgressRequest,
  type EgressResponse,
  type TenantId,
} from '@weft/domain/kernel'
import type { CodeCaller } from '@weft/domain/workflow'

import { requireWithin } from '../sandbox-limits.js'
import { denial } from './network-denied.js'
import { HostNotGranted, requireGrantedHost, type NetworkGrant } from './network-grant.js'
import {
  parseNetworkRequest,
  type NetworkAnswer,
  type NetworkFailure,
  type NetworkRequest,
} from './network-protocol.js'

/** What one run may use of the network. */
export type NetworkLimits = {
  /** Requests, redirects not counted. */
  readonly maxRequests: number
  /** Size of the body of one request. */
  readonly maxRequestBytes: number
  /** Size of one answer. */
  readonly maxResponseBytes: number
  /** Size of all bodies and answers together. */
  readonly maxTotalBytes: number
  /** Longest wait for one answer; a program may ask for less. */
  readonly timeoutMs: number
}

/**
 * One request of a program, for the record. Paths, queries, header values and bodies are not in it: all of them may be
 * secret.
 */
export type NetworkRecord = CodeCaller & {
  readonly tenantId: TenantId
  readonly language: string
  readonly method: string
  /** Scheme, host and port that were asked for. */
  readonly origin: string
  /** Where the answer came from; absent without one, or when it is the same. */
  readonly answeredBy?: string
  /**
   * The answer's status, or why there was none: `denied` (no grant), `host` (not among those of the workspace), `refused` (not a
   * public address), and what else can happen to a request.
   */
  readonly result: number | NetworkFailure
  readonly requestBytes: number
  readonly responseBytes: number
  readonly elapsedMs: number
}

export type CodeNetworkOptions = {
  /** The way out; it decides which addresses may be reached. */
  readonly egress: EgressClient
  /** What the code of this workspace may do; asked before each run. */
  readonly grantOf: (tenantId: TenantId) => NetworkGrant | Promise<NetworkGrant>
  readonly limits?: Partial<NetworkLimits>
  /** Called for each request, sent or refused; of those beyond the limit of a run, or denied to it, for the first. */
  readonly audit?: (record: NetworkRecord) => void
}

const MEBIBYTE = 1024 * 1024

const DEFAULT_NETWORK_LIMITS: NetworkLimits = {
  maxRequests: 50,
  maxRequestBytes: 4 * MEBIBYTE,
  maxResponseBytes: 10 * MEBIBYTE,
  maxTotalBytes: 32 * MEBIBYTE,
  timeoutMs: 30_000,
}

/** @throws RangeError naming the limit that makes no sense. */
export function parseNetworkLimits(limits: Partial<NetworkLimits> = {}): NetworkLimits {
  const all = { ...DEFAULT_NETWORK_LIMITS, ...limits }
  for (const [name, value] of Object.entries(all)) requireWithin(name, value, 1, 2 ** 31 - 1)
  return all
}

export type CodeNetworkScope = {
  readonly tenantId: TenantId
  readonly language: string
  readonly caller: CodeCaller
  readonly grant: NetworkGrant
  readonly signal: AbortSignal
}

/** The network of one run: counts what the run uses and asks the egress client on its behalf. */
export class CodeNetwork {
  private requests = 0
  private bytes = 0
  private isOver = false

  constructor(
    private readonly options: CodeNetworkOptions,
    private readonly limits: NetworkLimits,
    private readonly scope: CodeNetworkScope,
  ) {}

  /** Never rejects: whatever happens is an answer to the program. */
  async fetch(raw: unknown): Promise<NetworkAnswer> {
    const request = parseNetworkRequest(raw)
    if (typeof request === 'string') return failed('invalid', request)
    const startedAt = performance.now()
    const answer = await this.answer(request)
    this.record(request, answer, performance.now() - startedAt)
    return answer
  }

  private async answer(request: NetworkRequest): Promise<NetworkAnswer> {
    const { grant } = this.scope
    if (grant.type === 'denied') return denial(grant.message)
    return this.refusal(request) ?? (await this.send(request, grant))
  }

  private refusal({ body }: NetworkRequest): NetworkAnswer | undefined {
    const { maxRequests, maxRequestBytes, maxTotalBytes } = this.limits
    this.requests += 1
    if (this.requests > maxRequests) {
      return failed('limit', `A run may send ${maxRequests} requests.`)
    }
    const size = body?.byteLength ?? 0
    if (size > maxRequestBytes) {
      return failed('limit', `The body of a request may have ${maxRequestBytes} bytes.`)
    }
    this.bytes += size
    if (this.bytes >= maxTotalBytes) {
      return failed('limit', `A run may send and receive ${maxTotalBytes} bytes.`)
    }
    return undefined
  }

  private async send(request: NetworkRequest, grant: Granted): Promise<NetworkAnswer> {
    const timeoutMs = Math.min(request.timeoutMs ?? Infinity, this.limits.timeoutMs)
    const deadline = AbortSignal.timeout(timeoutMs)
    const signal = AbortSignal.any([this.scope.signal, deadline])
    try {
      const response = await this.options.egress.send(this.toEgress(request, grant), { signal })
      return this.answered(response)
    } catch (error) {
      if (deadline.aborted) return failed('timeout', `No answer within ${timeoutMs / 1000} s.`)
      return toFailure(error)
    }
  }

  private toEgress(request: NetworkRequest, grant: Granted): EgressRequest {
    const left = this.limits.maxTotalBytes - this.bytes
    // Behind one address there may be many hosts: which of them answers would be for the header to say.
    const isOwn = ([name]: readonly [string, string]) =>
      grant.hosts === undefined || name.toLowerCase() !== 'host'
    return {
      method: request.method,
      url: request.url,
      headers: request.headers.filter(isOwn),
      checkUrl: (url) => {
        requireGrantedHost(grant, url)
      },
      body: request.body,
      maxResponseBytes: Math.min(this.limits.maxResponseBytes, left),
      verifyTls: request.isTlsVerified,
      ...(request.isRedirectFollowed ? {} : { maxRedirects: 0 }),
    }
  }

  private answered({ status, headers, url, body }: EgressResponse): NetworkAnswer {
    this.bytes += body.byteLength
    // A copy: a body may be a view of a buffer shared with others.
    return { type: 'answered', status, headers, url, body: new Uint8Array(body) }
  }

  /** A program that goes on asking in vain does not fill the record. */
  private record(request: NetworkRequest, answer: NetworkAnswer, elapsedMs: number): void {
    const result = answer.type === 'answered' ? answer.status : answer.kind
    const isInVain = result === 'denied' || result === 'limit'
    if (isInVain && this.isOver) return
    this.isOver ||= isInVain
    const { tenantId, language, caller } = this.scope
    const { origin } = new URL(request.url)
    this.options.audit?.({
      ...caller,
      tenantId,
      language,
      method: request.method,
      origin,
      ...answeredBy(answer, origin),
      result,
      requestBytes: request.body?.byteLength ?? 0,
      responseBytes: answer.type === 'answered' ? answer.body.byteLength : 0,
      elapsedMs,
    })
  }
}

type Granted = Extract<NetworkGrant, { type: 'granted' }>

function answeredBy(answer: NetworkAnswer, asked: string): Pick<NetworkRecord, 'answeredBy'> {
  const answered = answer.type === 'answered' ? new URL(answer.url).origin : asked
  return answered === asked ? {} : { answeredBy: answered }
}

function toFailure(error: unknown): NetworkAnswer {
  if (error instanceof HostNotGranted) return failed('host', error.message)
  if (error instanceof EgressRefused) return failed('refused', error.message)
  if (error instanceof EgressFailed) return failed(error.kind, error.message)
  // Anything else is not for the eyes of the program.
  return failed('connection', 'The request could not be sent.')
}

function failed(kind: NetworkFailure, message: string): NetworkAnswer {
  return { type: 'failed', kind, message }
}
