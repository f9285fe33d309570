import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import {
  pythonRepr,
  type NodeData,
  type Selector,
  type VariableReader,
} from '@weft/domain/workflow'
import {
  jsonTemplateSelectors,
  parseJsonTemplate,
  renderJsonTemplate,
  type JsonTemplate,
} from '../shared/json-template.js'
import { recordValue } from '../shared/record-value.js'

/** Where the value of a parameter comes from. */
export type ToolInput =
  | { readonly type: 'template'; readonly template: JsonTemplate }
  | { readonly type: 'variable'; readonly selector: Selector }
  /** Written in a way this program reads and cannot carry out. */
  | { readonly type: 'unsupported'; readonly kind: string }

export type NamedInput = { readonly name: string; readonly input: ToolInput }

/** A value and how records show it; or why there is none. */
export type ResolvedInput =
  | { readonly type: 'value'; readonly value: JsonValue; readonly record: JsonValue }
  | { readonly type: 'missing'; readonly problem: string }

/**
 * Reads a map of parameters: `{type, value}`, or values as they are, as older documents have them. What is null is not set.
 *
 * @throws InvalidNodeData naming the field that cannot be read.
 */
export function parseToolInputs(data: NodeData, field: string): readonly NamedInput[] {
  if (typeof data.raw(field) === 'string') return []
  const inputs = data.child(field)
  return Object.entries(inputs?.content ?? {}).flatMap(([name, raw]) => {
    const input = inputs && parseInput(raw, name, inputs)
    return input ? [{ name, input }] : []
  })
}

function parseInput(raw: JsonValue, name: string, data: NodeData): ToolInput | undefined {
  if (raw === null) return undefined
  if (!isTypedInput(raw)) return template(raw)
  const { type, value = null } = raw
  if (value === null) return undefined
  switch (type) {
    case 'mixed':
      return typeof value === 'string'
        ? template(value)
        : data.refuse(name, 'is of type mixed and must be text')
    case 'variable':
      return parseVariable(name, data)
    case 'constant':
      return template(value)
    default:
      return { type: 'unsupported', kind: type }
  }
}

type TypedInput = JsonObject & { readonly type: string }

const INPUT_TYPES: ReadonlySet<JsonValue> = new Set(['mixed', 'variable', 'constant', 'mention'])

function isTypedInput(raw: JsonValue): raw is TypedInput {
  if (!isJsonObject(raw) || raw['type'] === undefined) return false
  return INPUT_TYPES.has(raw['type']) || Object.hasOwn(raw, 'value')
}

function parseVariable(name: string, data: NodeData): ToolInput | undefined {
  const selector = data.child(name)?.optionalSelector('value')
  return selector && { type: 'variable', selector }
}

function template(value: JsonValue): ToolInput {
  return { type: 'template', template: parseJsonTemplate(value) }
}

export function resolveInput(input: ToolInput, variables: VariableReader): ResolvedInput {
  switch (input.type) {
    case 'template': {
      const { template } = input
      const value = renderJsonTemplate(template, variables)
      const hasReferences = jsonTemplateSelectors(template).length > 0
      const record = hasReferences ? renderJsonTemplate(template, variables, 'log') : value
      return { type: 'value', value, record }
    }
    case 'variable': {
      const segment = variables.get(input.selector)
      return segment
        ? { type: 'value', value: segment.value, record: recordValue(segment) }
        : { type: 'missing', problem: `Variable ${pythonRepr(input.selector)} does not exist` }
    }
    case 'unsupported':
      return {
        type: 'missing',
        problem: `parameters of type ${input.kind} are not supported here: give a text or a variable instead`,
      }
  }
}
