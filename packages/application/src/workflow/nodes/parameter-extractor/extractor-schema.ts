import type { JsonObject } from '@weft/domain/kernel'
import type { ToolDefinition } from '@weft/domain/model'
import type { ExtractorParameter } from './extractor-data.js'

/** What the model is to give, as a JSON Schema. */
export function extractorSchema(parameters: readonly ExtractorParameter[]): JsonObject {
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map((each) => [each.name, toProperty(each)])),
    required: parameters.filter(({ isRequired }) => isRequired).map(({ name }) => name),
  }
}

export const EXTRACT_TOOL = 'extract_parameters'

export function extractorTool(parameters: readonly ExtractorParameter[]): ToolDefinition {
  return {
    name: EXTRACT_TOOL,
    description: 'Takes the parameters that were found in the text.',
    parameters: extractorSchema(parameters),
  }
}

function toProperty({ type, description, options }: ExtractorParameter): JsonObject {
  const element = /^array\[(\w+)\]$/.exec(type)?.[1]
  return {
    description,
    ...(element === undefined ? { type } : { type: 'array', items: { type: element } }),
    ...(options.length > 0 && { enum: options }),
  }
}
