import { Money, TokenUsage, ValidationError } from '@weft/domain/kernel'
import { anyTokenUsage } from '@weft/domain/kernel/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('TokenUsage', () => {
  it('G 10: adds counts, prices and latency, and takes unit prices and timings of the later call', () => {
    fc.assert(
      fc.property(anyTokenUsage(), anyTokenUsage(), (first, later) => {
        fc.pre(first.totalTokens > 0 && later.totalTokens > 0)
        const sum = first.plus(later)
        expect(sum.promptTokens).toBe(first.promptTokens + later.promptTokens)
        expect(sum.completionTokens).toBe(first.completionTokens + later.completionTokens)
        expect(sum.totalTokens).toBe(first.totalTokens + later.totalTokens)
        expect(sum.totalPrice.equals(first.totalPrice.plus(later.totalPrice))).toBe(true)
        expect(sum.latency).toBe(first.latency + later.latency)
        expect(sum.promptUnitPrice).toBe(later.promptUnitPrice)
        expect(sum.completionPriceUnit).toBe(later.completionPriceUnit)
        expect(sum.timeToFirstToken).toBe(later.timeToFirstToken)
        expect(sum.timeToGenerate).toBe(later.timeToGenerate)
      }),
    )
  })

  it('G 9: gives way when it has no tokens', () => {
    fc.assert(
      fc.property(anyTokenUsage(), (usage) => {
        expect(TokenUsage.none.plus(usage)).toBe(usage)
      }),
    )
  })

  it('adds up the same however the calls are grouped', () => {
    fc.assert(
      fc.property(anyTokenUsage(), anyTokenUsage(), anyTokenUsage(), (a, b, c) => {
        expect(
          a
            .plus(b)
            .plus(c)
            .equals(a.plus(b.plus(c))),
        ).toBe(true)
      }),
    )
  })

  it('starts from nothing: no tokens, no price, US dollars, no timings', () => {
    const { none } = TokenUsage
    expect(none.totalTokens).toBe(0)
    expect(none.totalPrice.isZero).toBe(true)
    expect(none.currency).toBe('USD')
    expect(none.promptUnitPrice).toBe('0.0')
    expect(none.timeToFirstToken).toBeUndefined()
  })

  it.each([-1, 0.5, NaN, Infinity])('refuses %d as a token count', (count) => {
    expect(() => TokenUsage.of({ promptTokens: count })).toThrow(ValidationError)
    expect(() => TokenUsage.of({ completionTokens: count })).toThrow('completionTokens must be')
  })

  it('has the currency of its prompt price', () => {
    const prices = { promptPrice: Money.of('1', 'EUR'), completionPrice: Money.of('2', 'EUR') }
    expect(TokenUsage.of(prices).currency).toBe('EUR')
    expect(TokenUsage.of(prices).totalPrice.toString()).toBe('3')
  })
})
