import { TokenUsage } from '../kernel/index.js'

/** What an agent has used, with a further round. Unit prices and timings stay those of the first round. */
export function addRoundUsage(total: TokenUsage, round: TokenUsage): TokenUsage {
  if (total.totalTokens === 0) return round
  const isAddable = total.currency === round.currency
  return TokenUsage.of({
    promptTokens: total.promptTokens + round.promptTokens,
    completionTokens: total.completionTokens + round.completionTokens,
    promptUnitPrice: total.promptUnitPrice,
    promptPriceUnit: total.promptPriceUnit,
    promptPrice: isAddable ? total.promptPrice.plus(round.promptPrice) : total.promptPrice,
    completionUnitPrice: total.completionUnitPrice,
    completionPriceUnit: total.completionPriceUnit,
    completionPrice: isAddable
      ? total.completionPrice.plus(round.completionPrice)
      : total.completionPrice,
    latency: total.latency,
    timeToFirstToken: total.timeToFirstToken,
    timeToGenerate: total.timeToGenerate,
  })
}
