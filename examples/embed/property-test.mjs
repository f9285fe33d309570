// A rule of one's own, held against values the domain's own arbitraries make up.
import { TokenUsage } from '@weft/domain/kernel'
import { anyTokenUsage } from '@weft/domain/kernel/testing'
import fc from 'fast-check'

/** Our rule: a customer pays for every thousand tokens begun. */
const blocksToPay = (usage) => Math.ceil(usage.totalTokens / 1000)

fc.assert(
  fc.property(anyTokenUsage(), anyTokenUsage(), (first, second) => {
    const together = blocksToPay(first.plus(second))
    const apart = blocksToPay(first) + blocksToPay(second)
    return together <= apart && together >= apart - 1
  }),
)
fc.assert(fc.property(anyTokenUsage(), (usage) => TokenUsage.none.plus(usage).equals(usage)))
console.log('The rule holds.')
