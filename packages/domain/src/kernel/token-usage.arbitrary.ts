import fc from 'fast-check'
import { anyMoney } from './money.arbitrary.js'
import { TokenUsage } from './token-usage.js'

/** The usage of any model call in US dollars, one without tokens among them. */
export function anyTokenUsage(): fc.Arbitrary<TokenUsage> {
  return fc
    .record({
      promptTokens: fc.nat({ max: 1_000_000 }),
      completionTokens: fc.nat({ max: 1_000_000 }),
      promptUnitPrice: fc.constantFrom('0.0015', '2.5', '0.0'),
      promptPriceUnit: fc.constantFrom('0.001', '0.000001'),
      promptPrice: anyMoney(),
      completionUnitPrice: fc.constantFrom('0.002', '10', '0.0'),
      completionPriceUnit: fc.constantFrom('0.001', '0.000001'),
      completionPrice: anyMoney(),
      // Thousandths of a second that add up without rounding.
      latency: fc.nat({ max: 8_000 }).map((steps) => steps / 8),
      timeToFirstToken: fc.option(fc.nat({ max: 100 }), { nil: undefined }),
      timeToGenerate: fc.option(fc.nat({ max: 100 }), { nil: undefined }),
    })
    .map((properties) => TokenUsage.of(properties))
}
