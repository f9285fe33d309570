import type { ModelRef } from '../model-ref.js'

/** Vectors that were computed before, of one workspace. They come back with the precision of 32-bit floats. */
export interface EmbeddingCache {
  /** The vectors of those hashes that are known. */
  find(model: ModelRef, hashes: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>>
  /** A vector that is known already stays. */
  add(model: ModelRef, vectors: ReadonlyMap<string, readonly number[]>, at: Date): Promise<void>
}
