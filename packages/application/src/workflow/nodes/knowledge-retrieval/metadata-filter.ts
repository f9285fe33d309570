import type { MetadataFilter } from '@weft/domain/knowledge'
import type { NodeData, VariableReader } from '@weft/domain/workflow'
import {
  parseJsonTemplate,
  renderJsonTemplate,
  type JsonTemplate,
} from '../shared/json-template.js'
import { parseModel } from './model-choice.js'

/** Which documents count, before the variables in it are filled in. */
export type MetadataFilterTemplate =
  | Exclude<MetadataFilter, { readonly type: 'manual' }>
  | {
      readonly type: 'manual'
      readonly operator: 'and' | 'or'
      readonly conditions: readonly MetadataConditionTemplate[]
    }

type MetadataConditionTemplate = {
  readonly name: string
  readonly operator: string
  readonly value: JsonTemplate
}

/** @throws InvalidNodeData naming the field that cannot be read. */
export function parseMetadataFilter(data: NodeData): MetadataFilterTemplate {
  const mode = data.word('metadata_filtering_mode', ['disabled', 'automatic', 'manual'], 'disabled')
  if (mode === 'automatic')
    return { type: 'automatic', ...parseModel(data.child('metadata_model_config')) }
  const conditions = data.child('metadata_filtering_conditions')
  if (mode === 'disabled' || !conditions) return { type: 'disabled' }
  return {
    type: 'manual',
    operator: conditions.word('logical_operator', ['and', 'or'], 'and'),
    conditions: conditions.maps('conditions').map((condition) => ({
      name: condition.text('name'),
      operator: condition.text('comparison_operator'),
      value: parseJsonTemplate(condition.raw('value') ?? null),
    })),
  }
}

/** The filter with its values: texts with their references filled in. */
export function resolveMetadataFilter(
  filter: MetadataFilterTemplate,
  variables: VariableReader,
): MetadataFilter {
  if (filter.type !== 'manual') return filter
  const conditions = filter.conditions.map(({ name, operator, value }) => ({
    name,
    operator,
    value: renderJsonTemplate(value, variables),
  }))
  return { ...filter, conditions }
}
