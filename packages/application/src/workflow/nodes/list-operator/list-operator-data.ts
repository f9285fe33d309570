import type { JsonValue } from '@weft/domain/kernel'
import { parseTemplate, type NodeData, type Selector, type Template } from '@weft/domain/workflow'

/** What is done with the list, in this order; what is absent is not done. */
export type ListOperatorData = {
  readonly variable: Selector
  readonly filters: readonly FilterCondition[]
  /** Place of the one element to take, from 1. */
  readonly serial: Template | undefined
  readonly order: Order | undefined
  /** The first so many; a negative number leaves so many out at the end. */
  readonly limit: number | undefined
}

export type FilterCondition = {
  /** The attribute of a file. */
  readonly key: string
  readonly operator: string
  readonly value: FilterValue
}

export type FilterValue =
  | { readonly type: 'template'; readonly template: Template }
  | { readonly type: 'list'; readonly items: readonly string[] }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'unusable'; readonly value: JsonValue }

export type Order = { readonly key: string; readonly isDescending: boolean }

/** @throws InvalidNodeData naming the field that cannot be read. */
export function parseListOperatorData(data: NodeData): ListOperatorData {
  const filter = enabled(data, 'filter_by')
  const extract = enabled(data, 'extract_by')
  const order = enabled(data, 'order_by')
  return {
    variable: data.selector('variable'),
    filters: filter ? filter.maps('conditions').map(parseCondition) : [],
    serial: extract && parseTemplate(serialText(extract)),
    order: order && {
      key: order.text('key', ''),
      isDescending: order.word('value', ['asc', 'desc'], 'asc') === 'desc',
    },
    limit: enabled(data, 'limit')?.integer('size', -1),
  }
}

/** The settings of a step that is switched on. */
function enabled(data: NodeData, field: string): NodeData | undefined {
  const settings = data.child(field)
  return settings?.flag('enabled', false) ? settings : undefined
}

function serialText(extract: NodeData): string {
  const serial = extract.raw('serial')
  return typeof serial === 'number' ? String(serial) : extract.text('serial', '1')
}

function parseCondition(condition: NodeData): FilterCondition {
  return {
    key: condition.text('key', ''),
    operator: condition.text('comparison_operator', 'contains'),
    value: parseValue(condition.raw('value') ?? ''),
  }
}

function parseValue(value: JsonValue): FilterValue {
  if (typeof value === 'string') return { type: 'template', template: parseTemplate(value) }
  if (typeof value === 'boolean') return { type: 'boolean', value }
  if (Array.isArray(value) && value.every((item) => typeof item === 'string'))
    return { type: 'list', items: value }
  return { type: 'unusable', value }
}
