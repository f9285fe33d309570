import { ExternalServiceError, RuleViolation, type WeftErrorOptions } from './weft-error.js'

export type EgressRequest = {
  /** Upper case. */
  readonly method: string
  /** Absolute, `http:` or `https:`. */
  readonly url: string
  /** In order; a name may occur more than once. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string | Uint8Array | undefined
  /** Default: 10 s to connect, 600 s between two pieces of the answer. */
  readonly timeouts?: { readonly connectMs?: number; readonly idleMs?: number }
  /** Longest answer that is read; default 10 MiB. */
  readonly maxResponseBytes?: number
  /** Default 10; 0 hands a redirect back as the answer. */
  readonly maxRedirects?: number
  /** Whether the server's certificate must be valid; default true. */
  readonly verifyTls?: boolean
  /** Lower-case names of headers that, like `authorization`, must not follow a redirect to another origin. */
  readonly credentialHeaders?: readonly string[]
  /**
   * Looks at an address before anything is connected to it: the first one, and that of every redirect. What it throws is what
   * the request ends with.
   */
  readonly checkUrl?: (url: URL) => void
  /**
   * Whether the answer may come compressed. Its body is then given decompressed, and `maxResponseBytes` counts what comes out.
   * Default false: the body is given as it comes.
   */
  readonly acceptsCompressed?: boolean
}

export type EgressResponse = {
  readonly status: number
  /** Names in lower case, values joined by `, `. */
  readonly headers: Readonly<Record<string, string>>
  /** Where the answer came from, after redirects. */
  readonly url: string
  readonly body: Uint8Array
}

/**
 * The one way to anything outside. Private, loopback, link-local and metadata addresses are refused unless the
 * operator allowed them: for the address that is really connected to, and again after every redirect. Credentials in headers
 * do not follow a redirect to another origin.
 */
export interface EgressClient {
  /**
   * @throws EgressRefused when the address may not be reached.
   * @throws EgressFailed when it could not be reached, took too long or answered too much.
   * Rejects with the signal's reason once aborted.
   */
  send(request: EgressRequest, options: { readonly signal: AbortSignal }): Promise<EgressResponse>
}

/** The address may not be reached from here, or is not one. */
export class EgressRefused extends RuleViolation {
  override readonly code = 'egress.refused'
}

export type EgressFailureKind = 'connection' | 'timeout' | 'too-large' | 'redirects' | 'tls'

/**
 * The details of a `too-large` failure are `maxBytes` and what the answer said of itself, where it did: `contentLength`,
 * `content-type`, `content-disposition`.
 */
export class EgressFailed extends ExternalServiceError {
  override readonly code = 'egress.failed'
  override readonly retryable: boolean

  constructor(
    readonly kind: EgressFailureKind,
    message: string,
    options: WeftErrorOptions = {},
  ) {
    super(message, options)
    this.retryable = kind === 'connection' || kind === 'timeout'
  }
}
