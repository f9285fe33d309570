import type { JsonValue } from '@weft/domain/kernel'
import {
  toSegment,
  zeroValue,
  type LoopVariable,
  type LoopVariables,
  type NodeData,
  type Segment,
  type SegmentType,
  type Selector,
  type VariableReader,
} from '@weft/domain/workflow'

const TYPES = [
  'string',
  'number',
  'object',
  'boolean',
  'array[string]',
  'array[number]',
  'array[object]',
  'array[boolean]',
] as const satisfies readonly SegmentType[]

/** A variable of a loop as its document declares it. */
export type DeclaredLoopVariable = {
  readonly label: string
  readonly source:
    | { readonly type: 'variable'; readonly selector: Selector }
    | { readonly type: 'constant'; readonly segment: Segment }
}

/** @throws InvalidNodeData when a constant does not have the declared type. */
export function parseLoopVariable(data: NodeData): DeclaredLoopVariable {
  const label = data.text('label')
  const type = data.word('var_type', TYPES)
  if (data.word('value_type', ['variable', 'constant']) === 'variable')
    return { label, source: { type: 'variable', selector: data.selector('value') } }
  const segment = readConstant(data.raw('value'), type)
  if (segment === undefined) data.refuse('value', `must be a ${type}`)
  return { label, source: { type: 'constant', segment } }
}

/** The values the variables have before the first round. A copied variable keeps the type it has. */
export function initialise(
  declared: readonly DeclaredLoopVariable[],
  variables: VariableReader,
): LoopVariables {
  const initial: LoopVariable[] = []
  for (const { label, source } of declared) {
    const segment = source.type === 'constant' ? source.segment : variables.get(source.selector)
    if (segment === undefined)
      return { type: 'failed', error: `Invalid value for loop variable ${label}` }
    initial.push({ label, segment })
  }
  return { type: 'ready', variables: initial }
}

/** Forms store what is not text as JSON text; left blank it means nothing yet. */
function readConstant(value: JsonValue | undefined, type: SegmentType): Segment | undefined {
  const isBlank = value === undefined || (value === '' && type !== 'string')
  if (isBlank) return { type: type === 'number' ? 'integer' : type, value: zeroValue(type) }
  return fit(value, type) ?? (typeof value === 'string' ? fitJson(value, type) : undefined)
}

function fitJson(text: string, type: SegmentType): Segment | undefined {
  try {
    return fit(JSON.parse(text) as JsonValue, type)
  } catch {
    return undefined
  }
}

function fit(value: JsonValue, type: SegmentType): Segment | undefined {
  try {
    return toSegment(value, type)
  } catch {
    return undefined
  }
}
