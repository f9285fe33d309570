import type { EmbeddingModelV3 } from '@ai-sdk/provider'
import { TokenUsage } from '@weft/domain/kernel'
import { ModelCallFailed, type EmbeddingModel, type ModelRef } from '@weft/domain/model'
import { CallMeter } from '../call-meter.js'
import type { Pricing } from '../provider-configuration.js'
import { estimateTokens } from '../token-estimate.js'
import { toUnitVector } from '../unit-vector.js'
import { PASSED_THROUGH } from './completion-request.js'
import { toModelCallFailed, type ErrorContext } from './provider-error.js'

export type OpenAiEmbeddingModelOptions = Omit<ErrorContext, 'model'> & {
  readonly ref: ModelRef
  readonly dimensions: number
  /** Whether the endpoint is told how long the vectors shall be. */
  readonly asksForDimensions: boolean
  readonly batchSize: number
  readonly pricing: Pricing | undefined
  readonly sdk: EmbeddingModelV3
}

type Embedded = Awaited<ReturnType<EmbeddingModel['embed']>>

/** An embedding model behind the OpenAI protocol. Texts are sent in batches, one after the other. */
export class OpenAiEmbeddingModel implements EmbeddingModel {
  readonly #options: OpenAiEmbeddingModelOptions

  constructor(options: OpenAiEmbeddingModelOptions) {
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
    { signal }: { readonly signal: AbortSignal },
  ): Promise<Embedded> {
    signal.throwIfAborted()
    const vectors: (readonly number[])[] = []
    let usage = TokenUsage.none
    for (let start = 0; start < texts.length; start += this.#options.batchSize) {
      const batch = texts.slice(start, start + this.#options.batchSize)
      const embedded = await this.embedBatch(batch, signal)
      vectors.push(...embedded.vectors)
      usage = usage.plus(embedded.usage)
    }
    return { vectors, usage }
  }

  private async embedBatch(batch: readonly string[], signal: AbortSignal): Promise<Embedded> {
    const { sdk, ref, clock, pricing, redact, asksForDimensions, dimensions } = this.#options
    const meter = new CallMeter(clock, pricing)
    try {
      const { embeddings, usage } = await sdk.doEmbed({
        values: [...batch],
        abortSignal: signal,
        ...(asksForDimensions ? { providerOptions: { [PASSED_THROUGH]: { dimensions } } } : {}),
      })
      this.checkShape(embeddings, batch.length)
      const promptTokens =
        usage?.tokens ?? batch.reduce((sum, text) => sum + estimateTokens(text), 0)
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
