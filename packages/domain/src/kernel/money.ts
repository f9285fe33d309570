import { ValidationError } from './weft-error.js'

/** Decimal places kept by every amount: prices of single tokens are that small. */
const SCALE = 7
const UNIT = 10n ** BigInt(SCALE)
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i

/**
 * An exact amount of one currency, kept to seven decimal places and rounded half up (away from zero) where it must be.
 * Equal by value.
 */
export class Money {
  private constructor(
    private readonly units: bigint,
    readonly currency: string,
  ) {}

  static zero(currency = 'USD'): Money {
    return new Money(0n, currency)
  }

  /**
   * @param amount a decimal text such as `0.0000056`, or a number.
   * @param currency an ISO 4217 code; default `USD`.
   * @throws ValidationError when `amount` is not a finite decimal.
   */
  static of(amount: string | number, currency = 'USD'): Money {
    return new Money(toUnits(String(amount)), currency)
  }

  /** @throws ValidationError when the currencies differ. */
  plus(other: Money): Money {
    if (other.currency !== this.currency)
      throw new ValidationError(`Cannot add ${other.currency} to ${this.currency}.`)
    return new Money(this.units + other.units, this.currency)
  }

  /**
   * Price of a number of tokens: `tokens × unit price × price unit`, rounded half up to seven places.
   * Example: 1,000 tokens at 0.0015 per 0.001 cost 0.0015.
   */
  static price(tokens: number, unitPrice: string, priceUnit: string, currency = 'USD'): Money {
    if (!Number.isSafeInteger(tokens) || tokens < 0)
      throw new ValidationError(`tokens must be a whole number of at least 0, got ${tokens}.`)
    const price = parseDecimal(unitPrice)
    const unit = parseDecimal(priceUnit)
    const digits = BigInt(tokens) * price.digits * unit.digits
    return new Money(rescale(digits, price.scale + unit.scale), currency)
  }

  get isZero(): boolean {
    return this.units === 0n
  }

  equals(other: Money): boolean {
    return this.units === other.units && this.currency === other.currency
  }

  /** Plain decimal text without exponent and without trailing zeros: `0.0000056`, `12`, `0`. */
  toString(): string {
    const sign = this.units < 0n ? '-' : ''
    const magnitude = this.units < 0n ? -this.units : this.units
    const fraction = (magnitude % UNIT).toString().padStart(SCALE, '0').replace(/0+$/, '')
    return `${sign}${magnitude / UNIT}${fraction === '' ? '' : `.${fraction}`}`
  }

  /** As documents and clients know prices: always seven decimal places, `0.0015000`; nothing is `0.0`. */
  toPriceText(): string {
    if (this.isZero) return '0.0'
    const [whole = '', fraction = ''] = this.toString().split('.')
    return `${whole}.${fraction.padEnd(SCALE, '0')}`
  }

  toJSON(): string {
    return this.toString()
  }
}

/**
 * A decimal of any size as plain text: `1.5e-7` is `0.00000015`. What is plain already stays as it is written.
 *
 * @throws ValidationError when it is no finite decimal.
 */
export function plainDecimal(text: string): string {
  const { digits, scale } = parseDecimal(text)
  if (!/e/i.test(text)) return text.trim()
  const magnitude = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0')
  const whole = magnitude.slice(0, magnitude.length - scale)
  const fraction = magnitude.slice(magnitude.length - scale)
  return `${digits < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${fraction}`}`
}

function toUnits(text: string): bigint {
  const { digits, scale } = parseDecimal(text)
  return rescale(digits, scale)
}

function parseDecimal(text: string): { readonly digits: bigint; readonly scale: number } {
  const match = DECIMAL.exec(text.trim())
  if (!match) throw new ValidationError(`${JSON.stringify(text)} is not a decimal amount.`)
  const [, sign = '', whole = '0', fraction = '', exponent = '0'] = match
  const shift = Number(exponent)
  if (Math.abs(shift) > 400)
    throw new ValidationError(`${JSON.stringify(text)} is too large or too small for an amount.`)
  const digits = BigInt(`${sign}${whole}${fraction}`)
  const scale = fraction.length - shift
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale }
}

function rescale(digits: bigint, scale: number): bigint {
  if (scale <= SCALE) return digits * 10n ** BigInt(SCALE - scale)
  const divisor = 10n ** BigInt(scale - SCALE)
  const magnitude = digits < 0n ? -digits : digits
  const rounded = (magnitude + divisor / 2n) / divisor
  return digits < 0n ? -rounded : rounded
}
