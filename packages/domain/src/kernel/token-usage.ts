import { Money } from './money.js'
import { ValidationError } from './weft-error.js'

export type TokenUsageProperties = {
  readonly promptTokens: number
  readonly completionTokens: number
  /** Price of one `promptPriceUnit` of input, as decimal text. */
  readonly promptUnitPrice: string
  readonly promptPriceUnit: string
  readonly promptPrice: Money
  readonly completionUnitPrice: string
  readonly completionPriceUnit: string
  readonly completionPrice: Money
  /** Seconds from sending the request to its end. */
  readonly latency: number
  /** Seconds to the first token; absent when nothing arrived. */
  readonly timeToFirstToken: number | undefined
  /** Seconds from the first token to the last; absent when nothing arrived. */
  readonly timeToGenerate: number | undefined
}

/** What one or several model calls consumed and cost. Immutable, equal by value. */
export class TokenUsage {
  static readonly none = new TokenUsage({
    promptTokens: 0,
    completionTokens: 0,
    promptUnitPrice: '0.0',
    promptPriceUnit: '0.0',
    promptPrice: Money.zero(),
    completionUnitPrice: '0.0',
    completionPriceUnit: '0.0',
    completionPrice: Money.zero(),
    latency: 0,
    timeToFirstToken: undefined,
    timeToGenerate: undefined,
  })

  private constructor(private readonly properties: TokenUsageProperties) {}

  /** @throws ValidationError when a token count is not a whole number of at least 0. */
  static of(properties: Partial<TokenUsageProperties>): TokenUsage {
    const merged = { ...TokenUsage.none.properties, ...properties }
    for (const key of ['promptTokens', 'completionTokens'] as const)
      if (!Number.isSafeInteger(merged[key]) || merged[key] < 0)
        throw new ValidationError(
          `${key} must be a whole number of at least 0, got ${merged[key]}.`,
        )
    return new TokenUsage(merged)
  }

  get promptTokens(): number {
    return this.properties.promptTokens
  }
  get completionTokens(): number {
    return this.properties.completionTokens
  }
  get totalTokens(): number {
    return this.properties.promptTokens + this.properties.completionTokens
  }
  get promptUnitPrice(): string {
    return this.properties.promptUnitPrice
  }
  get promptPriceUnit(): string {
    return this.properties.promptPriceUnit
  }
  get promptPrice(): Money {
    return this.properties.promptPrice
  }
  get completionUnitPrice(): string {
    return this.properties.completionUnitPrice
  }
  get completionPriceUnit(): string {
    return this.properties.completionPriceUnit
  }
  get completionPrice(): Money {
    return this.properties.completionPrice
  }
  get totalPrice(): Money {
    return this.properties.promptPrice.plus(this.properties.completionPrice)
  }
  get currency(): string {
    return this.properties.promptPrice.currency
  }
  get latency(): number {
    return this.properties.latency
  }
  get timeToFirstToken(): number | undefined {
    return this.properties.timeToFirstToken
  }
  get timeToGenerate(): number | undefined {
    return this.properties.timeToGenerate
  }

  /**
   * Adds a later call. Counts, prices and latency are summed; unit prices, price units and timings are the later call's.
   * A usage without tokens gives way to the later one.
   *
   * @throws ValidationError when the currencies differ.
   */
  plus(later: TokenUsage): TokenUsage {
    if (this.totalTokens === 0) return later
    const { properties: a } = this
    const { properties: b } = later
    return new TokenUsage({
      ...b,
      promptTokens: a.promptTokens + b.promptTokens,
      completionTokens: a.completionTokens + b.completionTokens,
      promptPrice: a.promptPrice.plus(b.promptPrice),
      completionPrice: a.completionPrice.plus(b.completionPrice),
      latency: a.latency + b.latency,
    })
  }

  /** The same, from a call that took so many seconds. */
  lasting(latency: number): TokenUsage {
    return new TokenUsage({ ...this.properties, latency })
  }

  equals(other: TokenUsage): boolean {
    return JSON.stringify(this.properties) === JSON.stringify(other.properties)
  }
}
