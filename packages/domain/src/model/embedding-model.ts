import type { TokenUsage } from '../kernel/index.js'
import type { ModelRef } from './model-ref.js'

export type Embeddings = {
  readonly vectors: readonly (readonly number[])[]
  readonly usage: TokenUsage
  /** True when the provider did not report all of the usage and tokens were counted here; absent means false. */
  readonly isUsageCounted?: boolean
}

/** Turns texts into vectors whose nearness means likeness. */
export interface EmbeddingModel {
  readonly ref: ModelRef
  /** Length of every vector. */
  readonly dimensions: number
  /**
   * One unit vector per text, in order.
   *
   * @param purpose whether the texts are stored or searched with: some models tell the two apart.
   * @throws ModelCallFailed when the provider refuses or breaks off.
   */
  embed(
    texts: readonly string[],
    options: { readonly purpose: 'document' | 'query'; readonly signal: AbortSignal },
  ): Promise<Embeddings>
}
