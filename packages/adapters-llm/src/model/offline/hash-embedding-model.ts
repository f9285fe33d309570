import type { Clock } from '@weft/domain/kernel'
import type { EmbeddingModel, Embeddings, ModelRef } from '@weft/domain/model'
import { CallMeter } from '../call-meter.js'
import { ModelTokenCounter } from '../token/model-token-counter.js'
import { hashEmbedding } from './hash-embedding.js'

/** Texts embedded between two looks at the signal: a long list must not keep others waiting. */
const TEXTS_PER_TURN = 32

/** Vectors without a model: texts that share words, or parts of words, lie near each other. */
export class HashEmbeddingModel implements EmbeddingModel {
  readonly dimensions = 384

  constructor(
    readonly ref: ModelRef,
    private readonly clock: Clock,
  ) {}

  async embed(
    texts: readonly string[],
    { signal }: { readonly signal: AbortSignal },
  ): Promise<Embeddings> {
    signal.throwIfAborted()
    const meter = new CallMeter(this.clock, undefined)
    const vectors: (readonly number[])[] = []
    for (const [index, text] of texts.entries()) {
      if (index > 0 && index % TEXTS_PER_TURN === 0) await nextTurn(signal)
      vectors.push(hashEmbedding(text, this.dimensions))
    }
    const promptTokens = await new ModelTokenCounter(this.ref).countTexts(texts)
    return {
      vectors,
      usage: meter.usage({ promptTokens, completionTokens: 0 }),
      isUsageCounted: true,
    }
  }
}

async function nextTurn(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  signal.throwIfAborted()
}
