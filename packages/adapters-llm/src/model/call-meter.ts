import { Money, TokenUsage, type Clock, type TokenUsageProperties } from '@weft/domain/kernel'
import type { Pricing } from './provider-configuration.js'

export type TokenCounts = { readonly promptTokens: number; readonly completionTokens: number }

/** Times one model call and prices what it consumed. */
export class CallMeter {
  private readonly startedAt: number
  private firstTokenAt: number | undefined
  private endedAt: number | undefined

  constructor(
    private readonly clock: Clock,
    private readonly pricing: Pricing | undefined,
  ) {
    this.startedAt = this.now()
  }

  /** Notes that content arrived; only the first time counts. */
  contentArrived(): void {
    this.firstTokenAt ??= this.now()
  }

  /** Notes that the answer is complete; without it, it is when the usage is asked for. */
  ended(): void {
    this.endedAt ??= this.now()
  }

  usage({ promptTokens, completionTokens }: TokenCounts): TokenUsage {
    const endedAt = this.endedAt ?? this.now()
    const first = this.firstTokenAt
    return TokenUsage.of({
      promptTokens,
      completionTokens,
      ...pricesOf({ promptTokens, completionTokens }, this.pricing),
      latency: seconds(endedAt - this.startedAt),
      timeToFirstToken: first === undefined ? undefined : seconds(first - this.startedAt),
      timeToGenerate: first === undefined ? undefined : seconds(endedAt - first),
    })
  }

  private now(): number {
    return this.clock.now().getTime()
  }
}

/** What so many tokens cost; nothing where no price is known. */
export function pricesOf(
  { promptTokens, completionTokens }: TokenCounts,
  pricing: Pricing | undefined,
): Partial<TokenUsageProperties> {
  if (!pricing) return {}
  const { input, output, unit, currency } = pricing
  const prompt = {
    promptUnitPrice: input,
    promptPriceUnit: unit,
    promptPrice: Money.price(promptTokens, input, unit, currency),
  }
  // Even what costs nothing needs the currency: amounts of two currencies cannot be added.
  if (output === undefined) return { ...prompt, completionPrice: Money.zero(currency) }
  return {
    ...prompt,
    completionUnitPrice: output,
    completionPriceUnit: unit,
    completionPrice: Money.price(completionTokens, output, unit, currency),
  }
}

function seconds(milliseconds: number): number {
  // A clock that was set back must not produce a negative duration.
  return Math.max(0, Math.round(milliseconds)) / 1000
}
