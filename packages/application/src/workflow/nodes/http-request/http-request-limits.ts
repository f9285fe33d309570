/** What one HTTP request may cost at most. */
export type HttpRequestLimits = {
  /** Longest answer that is text. */
  readonly maxTextBytes: number
  /** Longest answer that becomes a file. */
  readonly maxFileBytes: number
  /** Longest file that is sent, and all files of one request together. */
  readonly maxUploadBytes: number
  /** Default time to connect. */
  readonly connectTimeoutMs: number
  /** Default time between two pieces of the answer. */
  readonly readTimeoutMs: number
}

const MIB = 1024 * 1024

export const DEFAULT_HTTP_REQUEST_LIMITS: HttpRequestLimits = {
  maxTextBytes: MIB,
  maxFileBytes: 10 * MIB,
  maxUploadBytes: 50 * MIB,
  connectTimeoutMs: 10_000,
  readTimeoutMs: 600_000,
}
