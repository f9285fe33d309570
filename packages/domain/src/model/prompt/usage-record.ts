import type { JsonObject, TokenUsage } from '../../kernel/index.js'

/** A usage under the names documents and clients know: prices as decimal texts, times in seconds. */
export function usageRecord(usage: TokenUsage): JsonObject {
  return {
    prompt_tokens: usage.promptTokens,
    prompt_unit_price: usage.promptUnitPrice,
    prompt_price_unit: usage.promptPriceUnit,
    prompt_price: usage.promptPrice.toString(),
    completion_tokens: usage.completionTokens,
    completion_unit_price: usage.completionUnitPrice,
    completion_price_unit: usage.completionPriceUnit,
    completion_price: usage.completionPrice.toString(),
    total_tokens: usage.totalTokens,
    total_price: usage.totalPrice.toString(),
    currency: usage.currency,
    latency: usage.latency,
    time_to_first_token: usage.timeToFirstToken ?? null,
    time_to_generate: usage.timeToGenerate ?? null,
  }
}
