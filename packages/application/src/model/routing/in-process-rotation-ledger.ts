import type { Clock } from '@weft/domain/kernel'
import { ROTATION_LIMIT, type RotationLedger } from '@weft/domain/model'
import { LRUCache } from 'lru-cache'

const COUNT_MS = 3_600_000
const MAX_KEYS = 50_000

/** Counts and rests of this process alone: several processes each take turns on their own. */
export class InProcessRotationLedger implements RotationLedger {
  readonly #calls: LRUCache<string, number>
  readonly #restsUntil = new LRUCache<string, number>({ max: MAX_KEYS })

  constructor(private readonly clock: Clock) {
    this.#calls = new LRUCache({
      max: MAX_KEYS,
      ttl: COUNT_MS,
      ttlResolution: 0,
      perf: { now: () => this.now() },
    })
  }

  async nextCall(key: string): Promise<number> {
    const before = this.#calls.get(key) ?? 0
    const call = before >= ROTATION_LIMIT ? 1 : before + 1
    this.#calls.set(key, call)
    return call
  }

  async cool(key: string, durationMs: number): Promise<void> {
    this.#restsUntil.set(key, this.now() + durationMs)
  }

  async restingMs(key: string): Promise<number> {
    return Math.max(0, (this.#restsUntil.get(key) ?? 0) - this.now())
  }

  private now(): number {
    return this.clock.now().getTime()
  }
}
