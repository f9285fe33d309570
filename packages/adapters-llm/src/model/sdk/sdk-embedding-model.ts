import { TokenUsage } from '@weft/domain/kernel'
import { ModelCallFailed, type EmbeddingModel, type ModelRef } from '@weft/domain/model'
import { CallMeter } from '../call-meter.js'
import type { Pricing } from '../provider-configuration.js'
import { estimateTokens } from '../token-estimate.js'
import { toUnitVector } from '../unit-vector.js'
import type { EmbeddingDialect } from './embedding-dialect.js'
import { toModelCallFailed, type ErrorContext } from './provider-error.js'

export type SdkEmbeddingModelOptions = Omit<ErrorContext, 'model'> & {
  readonly ref: ModelRef
  readonly dimensions: number
  /** How long the endpoint is told that the vectors shall be; absent when it is not told. */
  readonly askedDimensions: number | undefined
  readonly batchSize: number
  readonly pricing: Pricing | undefined
  readonly dialect: EmbeddingDialect
}

type Embedded = Awaited<ReturnType<EmbeddingModel['embed']>>

/** An embedding model behind a provider library. Texts are sent in batches, one after the other. */
export class SdkEmbeddingModel implements EmbeddingModel {
  readonly #options: SdkEmbeddingModelOptions

  constructor(options: SdkEmbeddingModelOptions) {
    this.#options = options
  }

  get ref(): ModelRef {
    return this.#options.ref
  }

  get dimensions(): number {
    return this.#options.dimensions
  }

  async embed(
    texts: readonly string[],
    options: Parameters<EmbeddingModel['embed']>[1],
  ): Promise<Embedded> {
    options.signal.throwIfAborted()
    const vectors: (readonly number[])[] = []
    let usage = TokenUsage.none
    for (let start = 0; start < texts.length; start += this.#options.batchSize) {
      const batch = texts.slice(start, start + this.#options.batchSize)
      const embedded = await this.embedBatch(batch, options)
      vectors.push(...embedded.vectors)
      usage = usage.plus(embedded.usage)
    }
    return { vectors, usage }
  }

  private async embedBatch(
    batch: readonly string[],
    { purpose, signal }: Parameters<EmbeddingModel['embed']>[1],
  ): Promise<Embedded> {
    const { dialect, ref, clock, pricing, redact, askedDimensions } = this.#options
    const meter = new CallMeter(clock, pricing)
    try {
      const { embeddings, usage } = await dialect.sdk.doEmbed({
        values: [...batch],
        abortSignal: signal,
        providerOptions: dialect.toOptions({ purpose, dimensions: askedDimensions }),
      })
      this.checkShape(embeddings, batch.length)
      const promptTokens = reportedTokens(usage?.tokens) ?? estimateAll(batch)
      return {
        vectors: embeddings.map(toUnitVector),
        usage: meter.usage({ promptTokens, completionTokens: 0 }),
      }
    } catch (error) {
      signal.throwIfAborted()
      throw toModelCallFailed(error, { model: ref, redact, clock })
    }
  }

  private checkShape(embeddings: readonly (readonly number[])[], wanted: number): void {
    const { ref, dimensions } = this.#options
    const wrong = embeddings.find((vector) => vector.length !== dimensions)
    if (embeddings.length === wanted && !wrong) return
    const found = wrong
      ? `vectors of ${wrong.length} numbers instead of ${dimensions}`
      : `${embeddings.length} vectors for ${wanted} texts`
    throw new ModelCallFailed(ref, 'bad-request', `[${ref.provider}] The model sent ${found}.`)
  }
}

/** Some libraries say NaN where the provider says nothing. */
function reportedTokens(tokens: number | undefined): number | undefined {
  return tokens !== undefined && Number.isSafeInteger(tokens) && tokens >= 0 ? tokens : undefined
}

function estimateAll(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + estimateTokens(text), 0)
}
