import type { Clock } from '@weft/domain/kernel'
import type { ModelRef, Ranking, RerankModel } from '@weft/domain/model'
import { CallMeter } from '../call-meter.js'
import { ModelTokenCounter } from '../token/model-token-counter.js'
import { hashEmbedding } from './hash-embedding.js'

const DIMENSIONS = 384

/** Orders texts by the words they share with the query, without a model. Scores lie between 0 and 1. */
export class HashRerankModel implements RerankModel {
  constructor(
    readonly ref: ModelRef,
    private readonly clock: Clock,
  ) {}

  async rerank(
    query: string,
    texts: readonly string[],
    { limit, signal }: { readonly limit?: number; readonly signal: AbortSignal },
  ): Promise<Ranking> {
    signal.throwIfAborted()
    const meter = new CallMeter(this.clock, undefined)
    const wanted = hashEmbedding(query, DIMENSIONS)
    const ranked = texts
      .map((text, index) => ({ index, score: likeness(wanted, hashEmbedding(text, DIMENSIONS)) }))
      .sort((a, b) => b.score - a.score)
    const promptTokens = await new ModelTokenCounter(this.ref).countTexts([query, ...texts])
    return {
      ranked: ranked.slice(0, limit),
      usage: meter.usage({ promptTokens, completionTokens: 0 }),
      isUsageCounted: true,
    }
  }
}

function likeness(a: readonly number[], b: readonly number[]): number {
  const cosine = a.reduce((sum, component, at) => sum + component * (b[at] ?? 0), 0)
  return Math.min(1, Math.max(0, cosine))
}
