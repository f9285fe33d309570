/** What the result of a code node may be at most. */
export type CodeLimits = {
  /** Characters of a text. */
  readonly maxTextLength: number
  readonly minNumber: bigint
  readonly maxNumber: bigint
  /** Decimal places of a number. */
  readonly maxPrecision: number
  /** Levels of maps within each other, the result itself counted. */
  readonly maxDepth: number
  readonly maxTexts: number
  readonly maxObjects: number
  readonly maxNumbers: number
}

export const DEFAULT_CODE_LIMITS: CodeLimits = {
  maxTextLength: 400_000,
  minNumber: -9_223_372_036_854_775_807n,
  maxNumber: 9_223_372_036_854_775_807n,
  maxPrecision: 20,
  maxDepth: 5,
  maxTexts: 30,
  maxObjects: 30,
  maxNumbers: 1000,
}
