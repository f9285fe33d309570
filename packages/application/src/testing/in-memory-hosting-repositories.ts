import {
  UNLIMITED,
  type HostedQuotaRepository,
  type ProviderPreferenceRepository,
  type ProviderType,
  type QuotaKey,
  type QuotaRecord,
  type TakeMode,
} from '@weft/domain/model'
import type { InMemorySession } from './in-memory-session.js'

export class InMemoryHostedQuotaRepository implements HostedQuotaRepository {
  constructor(private readonly session: InMemorySession) {}

  async list(): Promise<readonly QuotaRecord[]> {
    return [...this.session.tables.hostedQuotas]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, record]) => record)
  }

  async take(quota: QuotaKey, amount: number, limit: number, mode: TakeMode): Promise<number> {
    const record = this.recordOf(quota)
    const taken = takenOf(amount, record.limit ?? limit, record.used, mode)
    this.put({ ...record, used: record.used + taken })
    return taken
  }

  async giveBack(quota: QuotaKey, amount: number): Promise<void> {
    const record = this.recordOf(quota)
    if (this.session.tables.hostedQuotas.has(keyText(quota)))
      this.put({ ...record, used: Math.max(record.used - amount, 0) })
  }

  async grant(quota: QuotaKey, limit: number | undefined): Promise<void> {
    this.put({ ...this.recordOf(quota), limit })
  }

  private recordOf({ provider, type }: QuotaKey): QuotaRecord {
    const known = this.session.tables.hostedQuotas.get(keyText({ provider, type }))
    return known ?? { provider, type, limit: undefined, used: 0 }
  }

  private put(record: QuotaRecord): void {
    this.session.put(this.session.tables.hostedQuotas, keyText(record), record)
  }
}

function takenOf(amount: number, limit: number, used: number, mode: TakeMode): number {
  if (mode === 'anyway' || limit === UNLIMITED) return amount
  if (mode === 'whole') return used + amount <= limit ? amount : 0
  return Math.max(Math.min(amount, limit - used), 0)
}

function keyText({ provider, type }: QuotaKey): string {
  return `${provider} ${type}`
}

export class InMemoryProviderPreferenceRepository implements ProviderPreferenceRepository {
  constructor(private readonly session: InMemorySession) {}

  async list(): Promise<ReadonlyMap<string, ProviderType>> {
    return new Map(this.session.tables.providerPreferences)
  }

  async save(provider: string, type: ProviderType | undefined): Promise<void> {
    const { providerPreferences } = this.session.tables
    if (type === undefined) this.session.remove(providerPreferences, provider)
    else this.session.put(providerPreferences, provider, type)
  }
}
