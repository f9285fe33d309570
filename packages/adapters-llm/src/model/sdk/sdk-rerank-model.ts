import type { ModelRef, Ranking, RerankModel } from '@weft/domain/model'
import { TokenUsage } from '@weft/domain/kernel'
import { CallMeter } from '../call-meter.js'
import type { Pricing } from '../provider-configuration.js'
import { ModelTokenCounter } from '../token/model-token-counter.js'
import type { ProviderClient, RerankReply } from './provider-client.js'
import { toModelCallFailed, type ErrorContext } from './provider-error.js'
import { UnreadableAnswer } from './provider-endpoint.js'

export type SdkRerankModelOptions = Omit<ErrorContext, 'model'> & {
  readonly ref: ModelRef
  /** The maker's name for the model, by which tokens are counted. */
  readonly wellKnownName: string
  readonly pricing: Pricing | undefined
  readonly call: NonNullable<ProviderClient['rerank']>
}

/** A rerank model behind a provider. */
export class SdkRerankModel implements RerankModel {
  readonly #options: SdkRerankModelOptions

  constructor(options: SdkRerankModelOptions) {
    this.#options = options
  }

  get ref(): ModelRef {
    return this.#options.ref
  }

  async rerank(
    query: string,
    texts: readonly string[],
    { limit, signal }: { readonly limit?: number; readonly signal: AbortSignal },
  ): Promise<Ranking> {
    signal.throwIfAborted()
    if (texts.length === 0) return { ranked: [], usage: TokenUsage.none }
    const { call, ref, clock, pricing, redact } = this.#options
    const meter = new CallMeter(clock, pricing)
    try {
      const wish = { query, texts, limit: limit && Math.min(limit, texts.length), signal }
      const reply = await call(ref.name, wish)
      meter.ended()
      const promptTokens = reply.tokens ?? (await this.count(query, texts))
      return {
        ranked: inOrder(reply, texts.length).slice(0, limit),
        usage: meter.usage({ promptTokens, completionTokens: 0 }),
        isUsageCounted: reply.tokens === undefined,
      }
    } catch (error) {
      signal.throwIfAborted()
      throw toModelCallFailed(error, { model: ref, redact, clock })
    }
  }

  /** The query is read again beside each text. */
  private async count(query: string, texts: readonly string[]): Promise<number> {
    const counter = new ModelTokenCounter({ name: this.#options.wellKnownName })
    const ofQuery = await counter.countTexts([query])
    return ofQuery * texts.length + (await counter.countTexts(texts))
  }
}

/** Best first, whatever order the provider sent them in. */
function inOrder({ ranked }: RerankReply, count: number): Ranking['ranked'] {
  const places = new Set(ranked.map(({ index }) => index))
  const areAllKnown = ranked.every(
    ({ index }) => Number.isInteger(index) && index >= 0 && index < count,
  )
  if (places.size !== ranked.length || !areAllKnown)
    throw new UnreadableAnswer('The ranking names a text that was not sent, or one text twice.')
  return ranked.toSorted((a, b) => b.score - a.score)
}
