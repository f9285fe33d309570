import type { TenantId } from '@weft/domain/kernel'

/** Whoever remembers a workspace's models, to be told that they have changed. */
export interface ModelCache {
  evict(tenantId: TenantId): void
}
