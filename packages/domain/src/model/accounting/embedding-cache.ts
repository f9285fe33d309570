import type { ModelRef } from '../model-ref.js'
import type { PruningLimits } from './model-retention.js'

/** Vectors that were computed before, of one workspace. They come back with the precision of 32-bit floats. */
export interface EmbeddingCache {
  /** The vectors of those hashes that are known. Takes note of their use, to the day. */
  find(
    model: ModelRef,
    hashes: readonly string[],
    at: Date,
  ): Promise<ReadonlyMap<string, readonly number[]>>
  /** A vector that is known already stays. */
  add(model: ModelRef, vectors: ReadonlyMap<string, readonly number[]>, at: Date): Promise<void>
  /** Lets `most` vectors go, if there are as many. Says how many it were; none while another process does the same. */
  prune(limits: Pick<PruningLimits, 'usedBefore' | 'mostVectors'>, most: number): Promise<number>
}
