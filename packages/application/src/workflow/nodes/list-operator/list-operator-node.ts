import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import {
  NodeData,
  pythonRepr,
  renderTemplate,
  type BoundNode,
  type NodeContext,
  type NodeDefinition,
  type NodeKind,
  type NodeOutcome,
  type Segment,
  type Selector,
  type Template,
  type VariableReader,
} from '@weft/domain/workflow'
import { filterList } from './filter-list.js'
import { parseListOperatorData, type ListOperatorData } from './list-operator-data.js'
import { ListOperatorError, type ListOperatorErrorType } from './list-operator-error.js'
import { listType, toOperableList, type OperableList } from './operable-list.js'
import { orderList } from './order-list.js'
import { parseIntegerText } from './python-number.js'

/** Filters a list, takes one of its elements, orders and shortens it: in this order. */
export class ListOperatorNodeKind implements NodeKind {
  readonly type = 'list-operator'
  readonly versions = ['1']
  readonly executionClass = 'executable'
  readonly isRetryable = false

  bind(node: NodeDefinition): BoundNode {
    const data = parseListOperatorData(NodeData.of(node))
    return { isImmediate: true, execute: (context) => operate(data, context) }
  }
}

function operate(data: ListOperatorData, { variables }: NodeContext): NodeOutcome {
  const segment = variables.get(data.variable)
  if (segment === undefined)
    return fail(`Variable not found for selector: ${pythonRepr(data.variable)}`)
  if (isBlank(segment)) return succeedEmpty(segment)
  const list = toOperableList(segment)
  if (list === undefined) return refuseType(data.variable, segment)
  const record = { variable: list.items }
  try {
    return succeed(applySteps(list, data, variables), record)
  } catch (error) {
    if (error instanceof ListOperatorError) return fail(error.message, error.errorType, record)
    throw error
  }
}

function applySteps(
  list: OperableList,
  { filters, serial, order, limit }: ListOperatorData,
  variables: VariableReader,
): OperableList {
  let result = list
  for (const filter of filters) result = filterList(result, filter, variables)
  if (serial) result = extract(result, serial, variables)
  if (order) result = orderList(result, order)
  return limit === undefined ? result : slice(result, 0, limit)
}

function extract(list: OperableList, serial: Template, variables: VariableReader): OperableList {
  const place = parseIntegerText(
    renderTemplate(serial, variables),
    renderTemplate(serial, variables, 'log'),
  )
  const { length } = list.items
  if (place < 1)
    throw new ListOperatorError(
      `Invalid serial index: must be >= 1, got ${place}`,
      'WorkflowNodeError',
    )
  if (place > length)
    throw new ListOperatorError(
      `Invalid serial index: must be <= ${length}, got ${place}`,
      'InvalidKeyError',
    )
  return slice(list, place - 1, place)
}

/** A negative end counts from the end of the list. */
function slice(list: OperableList, start: number, end: number): OperableList {
  switch (list.kind) {
    case 'string':
      return { ...list, items: list.items.slice(start, end) }
    case 'number':
      return { ...list, items: list.items.slice(start, end) }
    case 'boolean':
      return { ...list, items: list.items.slice(start, end) }
    case 'file':
      return { ...list, items: list.items.slice(start, end) }
  }
}

function isBlank({ value }: Segment): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

function succeed({ kind, items }: OperableList, record: JsonObject): NodeOutcome {
  return {
    type: 'succeeded',
    inputs: record,
    processData: record,
    outputs: present(items),
    outputTypes: { result: listType(kind) },
  }
}

function succeedEmpty({ type }: Segment): NodeOutcome {
  const record = { variable: [] }
  return {
    type: 'succeeded',
    inputs: record,
    processData: record,
    outputs: present([]),
    outputTypes: { result: type.startsWith('array[') ? type : 'array[any]' },
  }
}

function present(items: readonly JsonValue[]): JsonObject {
  return { result: items, first_record: items[0] ?? null, last_record: items.at(-1) ?? null }
}

function refuseType(selector: Selector, { type }: Segment): NodeOutcome {
  return fail(`Variable ${pythonRepr(selector)} is not an array type, actual type: ${type}`)
}

function fail(
  error: string,
  errorType: ListOperatorErrorType = 'ListOperatorError',
  record: JsonObject = {},
): NodeOutcome {
  return { type: 'failed', error, errorType, inputs: record, processData: record }
}
