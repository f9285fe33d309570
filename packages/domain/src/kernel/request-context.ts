import type { TenantId } from './tenant-id.js'

/** Who asks, for which workspace, under which request, and until when. Travels unchanged through every layer. */
export type RequestContext = {
  readonly tenantId: TenantId
  /** For the logs of every layer: unique per request. */
  readonly requestId: string
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal
}
