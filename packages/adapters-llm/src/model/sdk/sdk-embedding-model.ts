import { TokenUsage } from '@weft/domain/kernel'
import {
  ModelCallFailed,
  type EmbeddingModel,
  type Embeddings,
  type ModelRef,
} from '@weft/domain/model'
import { CallMeter } from '../call-meter.js'
import type { Pricing } from '../provider-configuration.js'
import { ModelTokenCounter } from '../token/model-token-counter.js'
import { toUnitVector } from '../unit-vector.js'
import type { EmbeddingDialect } from './embedding-dialect.js'
import { toModelCallFailed, type ErrorContext } from './provider-error.js'

export type SdkEmbeddingModelOptions = Omit<ErrorContext, 'model'> & {
  readonly ref: ModelRef
  /** The maker's name for the model, by which tokens are counted. */
  readonly wellKnownName: string
  readonly dimensions: number
  /** How long the endpoint is told that the vectors shall be; absent when it is not told. */
  readonly askedDimensions: number | undefined
  readonly batchSize: number
  readonly pricing: Pricing | undefined
  readonly dialect: EmbeddingDialect
}

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
  ): Promise<Embeddings> {
    options.signal.throwIfAborted()
    const vectors: (readonly number[])[] = []
    let usage = TokenUsage.none
    let isUsageCounted = false
    for (let start = 0; start < texts.length; start += this.#options.batchSize) {
      const batch = texts.slice(start, start + this.#options.batchSize)
      const embedded = await this.embedBatch(batch, options)
      vectors.push(...embedded.vectors)
      usage = usage.plus(embedded.usage)
      isUsageCounted ||= embedded.isUsageCounted
    }
    return { vectors, usage, isUsageCounted }
  }

  private async embedBatch(
    batch: readonly string[],
    { purpose, signal }: Parameters<EmbeddingModel['embed']>[1],
  ): Promise<Required<Embeddings>> {
    const { dialect, ref, clock, pricing, redact, askedDimensions } = this.#options
    const meter = new CallMeter(clock, pricing)
    try {
      const { embeddings, usage } = await dialect.sdk.doEmbed({
        values: [...batch],
        abortSignal: signal,
        providerOptions: dialect.toOptions({ purpose, dimensions: askedDimensions }),
      })
      this.checkShape(embeddings, batch.length)
      meter.ended()
      const reported = reportedTokens(usage?.tokens)
      const promptTokens = reported ?? (await this.count(batch))
      return {
        vectors: embeddings.map(toUnitVector),
        usage: meter.usage({ promptTokens, completionTokens: 0 }),
        isUsageCounted: reported === undefined,
      }
    } catch (error) {
      signal.throwIfAborted()
      throw toModelCallFailed(error, { model: ref, redact, clock })
    }
  }

  private count(texts: readonly string[]): Promise<number> {
    return new ModelTokenCounter({ name: this.#options.wellKnownName }).countTexts(texts)
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
