import { assertNever, isJsonObject, type JsonArray, type JsonValue } from '@weft/domain/kernel'
import {
  toSegment,
  zeroValue,
  type Segment,
  type SegmentType,
  type VariableReader,
} from '@weft/domain/workflow'
import { AssignmentError } from './assignment-error.js'
import { WITHOUT_VALUE, type Assignment, type Operation } from './assignment.js'
import { calculate, type ArithmeticOperation } from './calculate.js'
import { fitted, requireWritable } from './target.js'
import { isElementOf, isValueOf } from './value-kind.js'

/**
 * The new value of an assignment's variable; nothing when its source is null, which leaves the variable as it is.
 *
 * @throws AssignmentError when a variable is missing or the change is not possible.
 */
export function applyAssignment(
  assignment: Assignment,
  variables: VariableReader,
): Segment | undefined {
  const { target, operation, inputType } = assignment
  requireWritable(target)
  const current = variables.get(target)
  if (!current) throw AssignmentError.notFound(target)
  requireSupported(operation, inputType, current.type)
  if (WITHOUT_VALUE.has(operation)) return withoutValue(operation, current)
  const source = readSource(assignment, variables)
  if (source.type === 'none' && inputType === 'variable') return undefined
  return withValue(operation, current, source)
}

function requireSupported(
  operation: Operation,
  inputType: Assignment['inputType'],
  type: SegmentType,
): void {
  if (!isOperationFor(operation, type))
    throw new AssignmentError(
      'OperationNotSupportedError',
      `Operation ${operation} is not supported for type ${type}`,
    )
  const isSupported =
    inputType === 'variable' ? !CONSTANT_ONLY.has(operation) : takesConstant(operation, type)
  if (!isSupported)
    throw new AssignmentError(
      'InputTypeNotSupportedError',
      `Input type ${inputType} is not supported for operation ${operation}`,
    )
}

const CONSTANT_ONLY: ReadonlySet<Operation> = new Set(['set', '+=', '-=', '*=', '/='])

const SCALARS: ReadonlySet<SegmentType> = new Set([
  'string',
  'secret',
  'integer',
  'float',
  'number',
  'object',
  'boolean',
])

function isNumeric(type: SegmentType): boolean {
  return type === 'integer' || type === 'float' || type === 'number'
}

function isOperationFor(operation: Operation, type: SegmentType): boolean {
  switch (operation) {
    case 'over-write':
    case 'clear':
      return true
    case 'set':
      return SCALARS.has(type)
    case 'append':
    case 'extend':
    case 'remove-first':
    case 'remove-last':
      return type.startsWith('array[')
    case '+=':
    case '-=':
    case '*=':
    case '/=':
      return isNumeric(type)
    default:
      return assertNever(operation)
  }
}

function takesConstant(operation: Operation, type: SegmentType): boolean {
  if (operation === 'over-write' || operation === 'set') return SCALARS.has(type)
  return CONSTANT_ONLY.has(operation)
}

function withoutValue(operation: Operation, { type, value }: Segment): Segment {
  if (operation === 'clear') return { type, value: zeroValue(type) }
  const list = Array.isArray(value) ? (value as JsonArray) : []
  return { type, value: operation === 'remove-first' ? list.slice(1) : list.slice(0, -1) }
}

function readSource({ source }: Assignment, variables: VariableReader): Segment {
  if (source.type === 'constant') return toSegment(source.value)
  if (source.type === 'none') return { type: 'none', value: null }
  const segment = variables.get(source.selector)
  if (!segment) throw AssignmentError.notFound(source.selector)
  return segment
}

function withValue(operation: Operation, current: Segment, source: Segment): Segment {
  switch (operation) {
    case 'over-write':
      return fitted(requireKind(source, current.type), current)
    case 'set':
      return fitted(requireKind(readObject(source, current.type), current.type), current)
    case 'append':
      return extended(current, [source.value])
    case 'extend':
      return extended(current, requireList(source.value))
    case '+=':
    case '-=':
    case '*=':
    case '/=':
      return calculated(operation, current, source)
    case 'clear':
    case 'remove-first':
    case 'remove-last':
      return current
    default:
      return assertNever(operation)
  }
}

function requireKind(source: Segment, type: SegmentType): Segment {
  if (!isValueOf(type, source.value)) throw AssignmentError.invalidValue(source.value)
  return source
}

/** Forms keep objects as JSON text. */
function readObject(source: Segment, type: SegmentType): Segment {
  if (type !== 'object' || typeof source.value !== 'string') return source
  const value = parseJson(source.value)
  if (!isJsonObject(value)) throw AssignmentError.invalidValue(source.value)
  return toSegment(value)
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}

function requireList(value: JsonValue): JsonArray {
  if (!Array.isArray(value)) throw AssignmentError.invalidValue(value)
  return value as JsonArray
}

function extended({ type, value }: Segment, elements: JsonArray): Segment {
  for (const element of elements)
    if (!isElementOf(type, element))
      throw AssignmentError.invalidValue(elements.length === 1 ? element : elements)
  return { type, value: [...requireList(value), ...elements] }
}

function calculated(operation: ArithmeticOperation, current: Segment, source: Segment): Segment {
  const result = calculate(operation, current, source)
  if (!result) throw AssignmentError.invalidValue(source.value)
  return result
}
