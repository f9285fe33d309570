import {
  parseTemplate,
  type NodeData,
  type Selector,
  type SegmentType,
  type Template,
} from '@weft/domain/workflow'
import { parseModelSettings, type ModelSettings } from '../shared/model-settings.js'

/** What a parameter-extractor was configured to do. */
export type ExtractorData = {
  readonly settings: ModelSettings
  readonly query: Selector | undefined
  readonly parameters: readonly ExtractorParameter[]
  readonly instruction: Template
  readonly mode: 'function_call' | 'prompt'
}

export type ExtractorParameter = {
  readonly name: string
  readonly type: ExtractorType
  readonly description: string
  readonly isRequired: boolean
  /** What may be chosen; empty when anything may. */
  readonly options: readonly string[]
  /** A choice from a list, in the words of older documents. */
  readonly isSelect: boolean
}

const EXTRACTOR_TYPES = [
  'string',
  'number',
  'boolean',
  'array[string]',
  'array[number]',
  'array[object]',
  'array[boolean]',
] as const satisfies readonly SegmentType[]
export type ExtractorType = (typeof EXTRACTOR_TYPES)[number]

const LEGACY_TYPES: ReadonlyMap<string, ExtractorType> = new Map([
  ['bool', 'boolean'],
  ['select', 'string'],
])
const RESERVED: ReadonlySet<string> = new Set(['__reason', '__is_success'])

/** @throws InvalidNodeData naming the field that cannot be read. */
export function parseExtractorData(data: NodeData): ExtractorData {
  const mode = data.text('reasoning_mode', '').trim()
  return {
    settings: parseModelSettings(data),
    query: data.optionalSelector('query'),
    parameters: data.maps('parameters').map(parseParameter),
    instruction: parseTemplate(data.text('instruction', '')),
    mode: mode === 'prompt' ? 'prompt' : 'function_call',
  }
}

function parseParameter(data: NodeData): ExtractorParameter {
  const name = data.text('name')
  if (name === '') return data.refuse('name', 'must not be empty')
  if (RESERVED.has(name))
    return data.refuse('name', `must not be ${name}, which the node uses itself`)
  return {
    name,
    type: parseType(data),
    description: data.text('description', ''),
    isRequired: data.flag('required', false),
    options: data.list('options').filter((option) => typeof option === 'string'),
    isSelect: data.raw('type') === 'select',
  }
}

function parseType(data: NodeData): ExtractorType {
  const legacy = LEGACY_TYPES.get(data.text('type'))
  return legacy ?? data.word('type', EXTRACTOR_TYPES)
}
