import type { TokenUsage } from '../kernel/index.js'
import type { ModelRef } from './model-ref.js'

/** How well one of the texts answers the query. */
export type RankedText = {
  /** Place of the text among those that were given. */
  readonly index: number
  /** Higher is better; most models stay between 0 and 1. */
  readonly score: number
}

export type Ranking = {
  /** Best first. Every text appears at most once. */
  readonly ranked: readonly RankedText[]
  readonly usage: TokenUsage
  /** True when the provider did not report the usage and the tokens were counted here; absent means false. */
  readonly isUsageCounted?: boolean
}

/** Puts texts in the order in which they answer a query. */
export interface RerankModel {
  readonly ref: ModelRef
  /**
   * @param options.limit how many of the best texts are wanted; absent means all of them.
   * @throws ModelCallFailed when the provider refuses or breaks off.
   * Rejects with the signal's reason once aborted. No texts give an empty ranking without a call.
   */
  rerank(
    query: string,
    texts: readonly string[],
    options: { readonly limit?: number; readonly signal: AbortSignal },
  ): Promise<Ranking>
}
