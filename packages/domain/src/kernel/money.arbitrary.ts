import fc from 'fast-check'
import { Money } from './money.js'

/** Any amount of up to a billion with up to seven decimal places, negative ones too. */
export function anyMoney(currency = 'USD'): fc.Arbitrary<Money> {
  return fc
    .tuple(fc.boolean(), fc.nat({ max: 1_000_000_000 }), fc.nat({ max: 9_999_999 }))
    .map(([isNegative, whole, fraction]) =>
      Money.of(`${isNegative ? '-' : ''}${whole}.${String(fraction).padStart(7, '0')}`, currency),
    )
}
