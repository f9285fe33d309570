import { Money, TokenUsage, type JsonObject } from '@weft/domain/kernel'
import type { StoredFields } from './stored-fields.js'

/** Usage as plain data. Prices are decimal text, so that no digit is lost. */
export function toStoredUsage(usage: TokenUsage): JsonObject {
  return {
    promptTokens: usage.promptTokens,
    completionTokens: usage.completionTokens,
    promptUnitPrice: usage.promptUnitPrice,
    promptPriceUnit: usage.promptPriceUnit,
    promptPrice: usage.promptPrice.toString(),
    completionUnitPrice: usage.completionUnitPrice,
    completionPriceUnit: usage.completionPriceUnit,
    completionPrice: usage.completionPrice.toString(),
    currency: usage.currency,
    latency: usage.latency,
    timeToFirstToken: usage.timeToFirstToken ?? null,
    timeToGenerate: usage.timeToGenerate ?? null,
  }
}

export function fromStoredUsage(stored: StoredFields): TokenUsage {
  const currency = stored.text('currency')
  return TokenUsage.of({
    promptTokens: stored.number('promptTokens'),
    completionTokens: stored.number('completionTokens'),
    promptUnitPrice: stored.text('promptUnitPrice'),
    promptPriceUnit: stored.text('promptPriceUnit'),
    promptPrice: Money.of(stored.text('promptPrice'), currency),
    completionUnitPrice: stored.text('completionUnitPrice'),
    completionPriceUnit: stored.text('completionPriceUnit'),
    completionPrice: Money.of(stored.text('completionPrice'), currency),
    latency: stored.number('latency'),
    timeToFirstToken: stored.optional('timeToFirstToken', (fields, name) => fields.number(name)),
    timeToGenerate: stored.optional('timeToGenerate', (fields, name) => fields.number(name)),
  })
}
