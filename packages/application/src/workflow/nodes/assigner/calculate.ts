import type { Segment } from '@weft/domain/workflow'

export type ArithmeticOperation = '+=' | '-=' | '*=' | '/='

/**
 * The number an operation gives; nothing when a value is no number, when dividing by zero, and when the result is too
 * large for a number. Division gives a float, everything else a float where one went in.
 */
export function calculate(
  operation: ArithmeticOperation,
  current: Segment,
  operand: Segment,
): Segment | undefined {
  if (typeof current.value !== 'number' || typeof operand.value !== 'number') return undefined
  const value = OPERATIONS[operation](current.value, operand.value)
  if (!Number.isFinite(value)) return undefined
  const isFloat =
    operation === '/=' ||
    current.type === 'float' ||
    operand.type === 'float' ||
    !Number.isInteger(value)
  return { type: isFloat ? 'float' : 'integer', value }
}

const OPERATIONS: Readonly<Record<ArithmeticOperation, (a: number, b: number) => number>> = {
  '+=': (a, b) => a + b,
  '-=': (a, b) => a - b,
  '*=': (a, b) => a * b,
  '/=': (a, b) => a / b,
}
