import type { Clock, TenantId } from '@weft/domain/kernel'
import {
  modelKeyText,
  ROTATION_LIMIT,
  ROTATION_SILENCE_MS,
  type ModelKey,
  type Resting,
  type RotationLedger,
  type Turn,
} from '@weft/domain/model'
import { LRUCache } from 'lru-cache'

const MAX_MODELS = 50_000

/**
 * Turns and rests of this process alone: right where it is the only one, as it is on the embedded database, which a
 * second process cannot open. Several processes would each take turns on their own.
 */
export class InProcessRotationLedger implements RotationLedger {
  readonly #calls: LRUCache<string, number>
  /** When each credential has rested enough, by model. */
  readonly #rests = new LRUCache<string, Map<string, number>>({ max: MAX_MODELS })

  constructor(private readonly clock: Clock) {
    this.#calls = new LRUCache({
      max: MAX_MODELS,
      ttl: ROTATION_SILENCE_MS,
      ttlResolution: 0,
      perf: { now: () => this.now() },
    })
  }

  async takeTurn(tenantId: TenantId, model: ModelKey): Promise<Turn> {
    const key = keyOf(tenantId, model)
    const before = this.#calls.get(key) ?? 0
    const call = before >= ROTATION_LIMIT ? 1 : before + 1
    this.#calls.set(key, call)
    return { call, resting: this.restingNow(key) }
  }

  async cool(
    tenantId: TenantId,
    model: ModelKey,
    credential: string,
    durationMs: number,
  ): Promise<void> {
    const key = keyOf(tenantId, model)
    const rests = this.#rests.get(key) ?? new Map<string, number>()
    const until = Math.max(rests.get(credential) ?? 0, this.now() + durationMs)
    this.#rests.set(key, rests.set(credential, until))
  }

  async resting(tenantId: TenantId, model: ModelKey): Promise<Resting> {
    return this.restingNow(keyOf(tenantId, model))
  }

  private restingNow(key: string): Resting {
    const now = this.now()
    const rests = [...(this.#rests.get(key) ?? [])].filter(([, until]) => until > now)
    return new Map(rests.map(([credential, until]) => [credential, until - now]))
  }

  private now(): number {
    return this.clock.now().getTime()
  }
}

function keyOf(tenantId: TenantId, model: ModelKey): string {
  return `${tenantId} ${modelKeyText(model)}`
}
