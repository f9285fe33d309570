import type { JsonValue } from '@weft/domain/kernel'
import type { CodeLimits } from './code-limits.js'
import { CodeOutputError } from './code-output-error.js'

/** @throws CodeOutputError always. */
export function refuse(message: string): never {
  throw new CodeOutputError('OutputValidationError', message)
}

/** The text without NUL characters, which no database takes. */
export function checkText(value: JsonValue, path: string, { maxTextLength }: CodeLimits): string {
  if (typeof value !== 'string')
    return refuse(`Output ${path} must be a string, got ${pythonClass(value)} instead.`)
  if (value.length > maxTextLength)
    return refuse(
      `The length of output variable \`${path}\` must be less than ${maxTextLength} characters`,
    )
  return value.replaceAll('\u0000', '')
}

/** The number; 0 or 1 for a boolean. */
export function checkNumber(value: JsonValue, path: string, limits: CodeLimits): number {
  if (typeof value === 'boolean') return Number(value)
  if (typeof value !== 'number')
    return refuse(`Output ${path} is not a number, got ${pythonClass(value)} instead.`)
  if (value < limits.minNumber || value > limits.maxNumber)
    return refuse(
      `Output variable \`${path}\` is out of range, it must be between ${limits.minNumber} and ${limits.maxNumber}.`,
    )
  if (decimalPlaces(value) > limits.maxPrecision)
    return refuse(
      `Output variable \`${path}\` has too high precision, it must be less than ${limits.maxPrecision} digits.`,
    )
  return value
}

function decimalPlaces(value: number): number {
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e')
  const fraction = mantissa.split('.')[1] ?? ''
  return Math.max(0, fraction.length - Number(exponent))
}

/** The type of a value as Python prints it, which is what authors of Python code look for. */
export function pythonClass(value: JsonValue): string {
  return `<class '${pythonTypeName(value)}'>`
}

export function pythonTypeName(value: JsonValue): string {
  if (value === null) return 'NoneType'
  if (Array.isArray(value)) return 'list'
  switch (typeof value) {
    case 'string':
      return 'str'
    case 'boolean':
      return 'bool'
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float'
    default:
      return 'dict'
  }
}
