import {
  Money,
  plainDecimal,
  TokenUsage,
  ValidationError,
  type JsonObject,
  type JsonValue,
} from '../../kernel/index.js'

/** A usage under the names documents and clients know: prices as decimal texts, times in seconds. */
export function usageRecord(usage: TokenUsage): JsonObject {
  return {
    prompt_tokens: usage.promptTokens,
    prompt_unit_price: plainDecimal(usage.promptUnitPrice),
    prompt_price_unit: plainDecimal(usage.promptPriceUnit),
    prompt_price: usage.promptPrice.toPriceText(),
    completion_tokens: usage.completionTokens,
    completion_unit_price: plainDecimal(usage.completionUnitPrice),
    completion_price_unit: plainDecimal(usage.completionPriceUnit),
    completion_price: usage.completionPrice.toPriceText(),
    total_tokens: usage.totalTokens,
    total_price: usage.totalPrice.toPriceText(),
    currency: usage.currency,
    latency: usage.latency,
    time_to_first_token: usage.timeToFirstToken ?? null,
    time_to_generate: usage.timeToGenerate ?? null,
  }
}

/**
 * A usage that somebody else wrote down under these names. What is missing is nothing, what is unknown is passed over,
 * and a total that comes without its parts counts as prompt.
 *
 * @throws ValidationError when a count is no whole number of at least 0, or a price is no decimal.
 */
export function readUsageRecord(record: JsonObject): TokenUsage {
  const [prompt, completion] = [count(record, 'prompt_tokens'), count(record, 'completion_tokens')]
  const total = count(record, 'total_tokens')
  const currency = typeof record['currency'] === 'string' ? record['currency'] : 'USD'
  return TokenUsage.of({
    promptTokens: prompt === 0 && completion === 0 ? total : prompt,
    completionTokens: completion,
    promptUnitPrice: decimal(record, 'prompt_unit_price'),
    promptPriceUnit: decimal(record, 'prompt_price_unit'),
    promptPrice: Money.of(decimal(record, 'prompt_price'), currency),
    completionUnitPrice: decimal(record, 'completion_unit_price'),
    completionPriceUnit: decimal(record, 'completion_price_unit'),
    completionPrice: Money.of(decimal(record, 'completion_price'), currency),
    latency: seconds(record['latency']) ?? 0,
    timeToFirstToken: seconds(record['time_to_first_token']),
    timeToGenerate: seconds(record['time_to_generate']),
  })
}

function count(record: JsonObject, name: string): number {
  const value = record[name] ?? 0
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new ValidationError(`${name} must be a whole number of at least 0.`)
}

function decimal(record: JsonObject, name: string): string {
  const value = record[name]
  return typeof value === 'number' || typeof value === 'string'
    ? plainDecimal(String(value))
    : '0.0'
}

function seconds(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined
}
