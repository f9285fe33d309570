import type { EmbeddingModelV3, SharedV3ProviderOptions } from '@ai-sdk/provider'

type EmbeddingWish = {
  readonly purpose: 'document' | 'query'
  /** Absent where the model's own length is wanted. */
  readonly dimensions: number | undefined
}

/** How one provider is asked for vectors. */
export interface EmbeddingDialect {
  readonly sdk: EmbeddingModelV3
  toOptions(wish: EmbeddingWish): SharedV3ProviderOptions
  /** Texts the provider takes at once; absent when it does not say. */
  readonly maxBatch?: number
  /** Whether the model can be asked for vectors of another length than its own. */
  readonly takesDimensions: boolean
}
