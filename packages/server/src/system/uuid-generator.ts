import { randomFillSync } from 'node:crypto'
import { formatUuidV7, type IdGenerator } from '@weft/domain/kernel'

/** Ids drawn from one filling of this many bytes: asking the system once per id costs more than the id. */
const POOL_BYTES = 8_190
const BYTES_PER_ID = 10

/** UUIDv7 from the system's clock and its cryptographic random source. */
export class UuidGenerator implements IdGenerator {
  readonly #pool = new Uint8Array(POOL_BYTES)
  #used = POOL_BYTES

  next(): string {
    if (this.#used === POOL_BYTES) {
      randomFillSync(this.#pool)
      this.#used = 0
    }
    const random = this.#pool.subarray(this.#used, this.#used + BYTES_PER_ID)
    this.#used += BYTES_PER_ID
    return formatUuidV7(Date.now(), random)
  }
}
