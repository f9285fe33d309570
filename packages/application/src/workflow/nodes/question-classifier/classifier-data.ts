import { parseTemplate, type NodeData, type Selector, type Template } from '@weft/domain/workflow'
import { parseModelSettings, type ModelSettings } from '../shared/model-settings.js'

/** What a question-classifier was configured to do. */
export type ClassifierData = {
  readonly settings: ModelSettings
  readonly query: Selector | undefined
  readonly classes: readonly ClassDefinition[]
  readonly instruction: Template
}

type ClassDefinition = {
  readonly id: string
  /** What belongs to the class, in words. */
  readonly name: Template
  readonly label: string
}

/** @throws InvalidNodeData naming the field that cannot be read. */
export function parseClassifierData(data: NodeData): ClassifierData {
  return {
    settings: parseModelSettings(data),
    query: data.optionalSelector('query_variable_selector'),
    classes: data.maps('classes').map(parseClass),
    instruction: parseTemplate(data.text('instruction', '')),
  }
}

function parseClass(data: NodeData, index: number): ClassDefinition {
  const label = data.text('label', '')
  return {
    id: data.text('id'),
    name: parseTemplate(data.text('name', '')),
    label: label === '' ? `CLASS ${index + 1}` : label,
  }
}
