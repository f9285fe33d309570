import type { EgressClient, Secret } from '@weft/domain/kernel'

/** Languages a dify-sandbox service runs. */
export type RemoteLanguage = 'python3' | 'javascript'

export type RemoteSandboxOptions = {
  /** Where the service answers, without `/v1`: `http://sandbox:8194`. */
  readonly url: string
  /** Sent as `X-Api-Key`. */
  readonly apiKey: Secret
  /** What runs there; everything else runs here. */
  readonly languages: readonly RemoteLanguage[]
  /** The way to the service: its address must be allowed there. */
  readonly egress: EgressClient
  /** Longest wait for a connection; default 10 s. */
  readonly connectTimeoutMs?: number
  /** After so many failures of the service in a row it is left alone for a while; default 5. */
  readonly failuresToOpen?: number
  /** That while; default 10 s. */
  readonly openMs?: number
}
