import { pythonRepr } from '@weft/domain/workflow'
import { ListOperatorError } from './list-operator-error.js'

const FLOAT = /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+)?$/i
const INFINITY = /^[+-]?inf(?:inity)?$/i
const INTEGER = /^[+-]?\d+(?:_\d+)*$/

/**
 * The number a text says, as documents have always meant it.
 *
 * @param shown the text as a complaint may show it.
 * @throws ListOperatorError
 */
export function parseFloatText(text: string, shown = text): number {
  const trimmed = text.trim()
  if (FLOAT.test(trimmed)) return Number(trimmed.replaceAll('_', ''))
  if (INFINITY.test(trimmed)) return trimmed.startsWith('-') ? -Infinity : Infinity
  if (/^[+-]?nan$/i.test(trimmed)) return NaN
  throw new ListOperatorError(
    `could not convert string to float: ${pythonRepr(shown)}`,
    'WorkflowNodeError',
  )
}

/**
 * The whole number a text says.
 *
 * @param shown the text as a complaint may show it.
 * @throws ListOperatorError
 */
export function parseIntegerText(text: string, shown = text): number {
  const trimmed = text.trim()
  if (INTEGER.test(trimmed)) return Number(trimmed.replaceAll('_', ''))
  throw new ListOperatorError(
    `invalid literal for int() with base 10: ${pythonRepr(shown)}`,
    'WorkflowNodeError',
  )
}
