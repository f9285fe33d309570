import type { ApiKey, ApiKeyDirectory } from '@weft/domain/app'
import type { TenantId } from '@weft/domain/kernel'
import type { InMemoryStore } from './in-memory-store.js'

export class InMemoryApiKeyDirectory implements ApiKeyDirectory {
  constructor(private readonly store: InMemoryStore) {}

  async findByHash(hash: string): Promise<ApiKey | undefined> {
    const key = this.store.apiKeysByHash.get(hash)
    return key?.isRevoked === false ? key : undefined
  }

  async touch(tenantId: TenantId, hash: string, at: Date): Promise<void> {
    const key = this.store.apiKeysByHash.get(hash)
    if (key?.properties.tenantId === tenantId) this.store.apiKeyUses.set(hash, at)
  }
}
