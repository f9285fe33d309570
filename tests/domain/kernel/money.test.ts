import { Money, plainDecimal, ValidationError } from '@weft/domain/kernel'
import { anyMoney } from '@weft/domain/kernel/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('Money', () => {
  it.each([
    ['0.0000056', '0.0000056'],
    ['12', '12'],
    ['12.50', '12.5'],
    ['-0.1', '-0.1'],
    ['0', '0'],
    ['-0', '0'],
    ['5.6e-6', '0.0000056'],
    ['1.5E3', '1500'],
    ['0.00000005', '0.0000001'],
    ['0.00000004', '0'],
    ['-0.00000005', '-0.0000001'],
  ])('reads %s as %s', (text, printed) => {
    expect(Money.of(text).toString()).toBe(printed)
  })

  it('reads a number by its decimal text', () => {
    expect(Money.of(0.1).plus(Money.of(0.2)).toString()).toBe('0.3')
    expect(Money.of(1e-7).toString()).toBe('0.0000001')
  })

  it.each(['', 'abc', '1,5', '1.', '.5', 'Infinity', 'NaN', '1e999', '0x10'])(
    'refuses %j',
    (text) => {
      expect(() => Money.of(text)).toThrow(ValidationError)
    },
  )

  it('G 7: prices tokens by unit price and unit, and writes seven places', () => {
    expect(Money.price(1000, '0.0015', '0.001').toPriceText()).toBe('0.0015000')
    expect(Money.zero().toPriceText()).toBe('0.0')
    expect(Money.of('-12.5').toPriceText()).toBe('-12.5000000')
  })

  it('G 8: rounds half up', () => {
    expect(Money.price(1, '0.00000005', '1').toPriceText()).toBe('0.0000001')
    expect(Money.price(1, '0.000000049', '1').toPriceText()).toBe('0.0')
  })

  it.each([
    ['1.5e-7', '0.00000015'],
    ['-2E3', '-2000'],
    ['0.10', '0.10'],
    ['7', '7'],
  ])('writes %s plainly as %s', (text, plain) => {
    expect(plainDecimal(text)).toBe(plain)
  })

  it('goes into JSON as decimal text', () => {
    expect(JSON.stringify({ price: Money.of('1.10') })).toBe('{"price":"1.1"}')
  })

  it('does not add currencies together', () => {
    expect(() => Money.of('1').plus(Money.of('1', 'EUR'))).toThrow('Cannot add EUR to USD.')
  })

  it('is equal by amount and currency', () => {
    expect(Money.of('1.0').equals(Money.of('1'))).toBe(true)
    expect(Money.of('1').equals(Money.of('1', 'EUR'))).toBe(false)
    expect(Money.zero('EUR').isZero).toBe(true)
  })

  it('reads back what it prints', () => {
    fc.assert(
      fc.property(anyMoney(), (money) => {
        expect(Money.of(money.toString()).equals(money)).toBe(true)
      }),
    )
  })

  it('adds exactly, in any order', () => {
    fc.assert(
      fc.property(fc.array(anyMoney(), { maxLength: 8 }), (amounts) => {
        const sum = (list: readonly Money[]) =>
          list.reduce((total, amount) => total.plus(amount), Money.zero())
        const units = amounts.reduce((total, amount) => total + unitsOf(amount.toString()), 0n)
        expect(unitsOf(sum(amounts).toString())).toBe(units)
        expect(sum([...amounts].reverse()).equals(sum(amounts))).toBe(true)
      }),
    )
  })

  it('prices tokens exactly, rounded half up to seven places', () => {
    const anyDecimal = fc
      .tuple(fc.nat({ max: 999 }), fc.nat({ max: 999_999 }))
      .map(([whole, fraction]) => ({
        text: `${whole}.${String(fraction).padStart(6, '0')}`,
        millionths: BigInt(whole) * 1_000_000n + BigInt(fraction),
      }))
    fc.assert(
      fc.property(fc.nat(), anyDecimal, anyDecimal, (tokens, price, unit) => {
        // In units of 1e-12; seven places are 1e5 of them.
        const exact = BigInt(tokens) * price.millionths * unit.millionths
        const rounded = (exact + 50_000n) / 100_000n
        const money = Money.price(tokens, price.text, unit.text)
        expect(unitsOf(money.toString())).toBe(rounded)
      }),
    )
  })

  it('prices 1,000 tokens at 0.0015 per thousand', () => {
    expect(Money.price(1000, '0.0015', '0.001').toString()).toBe('0.0015')
  })

  it.each([-1, 1.5, NaN])('does not price %d tokens', (tokens) => {
    expect(() => Money.price(tokens, '1', '1')).toThrow(ValidationError)
  })
})

/** Decimal text in units of 1e-7, read without the code under test. */
function unitsOf(text: string): bigint {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.')
  const magnitude = BigInt(whole + fraction.padEnd(7, '0'))
  return text.startsWith('-') ? -magnitude : magnitude
}
