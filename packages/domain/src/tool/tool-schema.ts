import type { JsonObject } from '../kernel/index.js'
import type { ToolDefinition } from '../model/index.js'
import type { ToolParameter, ToolParameterType } from './tool-parameter.js'
import type { ToolDescription } from './tool.js'

/** The tool as a function a model may call: the parameters a model fills in, files apart. */
export function toToolDefinition({
  name,
  description,
  parameters,
}: ToolDescription): ToolDefinition {
  const offered = parameters.filter(({ form, type }) => form === 'llm' && !FILES.has(type))
  return {
    name,
    description,
    parameters: {
      type: 'object',
      properties: Object.fromEntries(offered.map((each) => [each.name, toProperty(each)])),
      required: offered.filter(({ isRequired }) => isRequired).map((each) => each.name),
    },
  }
}

/** True unless the tool needs a file, which a model cannot give. */
export function canBeUsedByModels({ parameters }: ToolDescription): boolean {
  return !parameters.some(
    ({ form, type, isRequired }) => form === 'llm' && isRequired && FILES.has(type),
  )
}

const FILES: ReadonlySet<ToolParameterType> = new Set(['file', 'files', 'system-files'])

function toProperty({ type, description, options, schema }: ToolParameter): JsonObject {
  if (schema) return schema
  return {
    type: TEXTS.has(type) ? 'string' : type,
    description,
    ...(type === 'select' && options && { enum: options }),
  }
}

const TEXTS: ReadonlySet<ToolParameterType> = new Set([
  'secret-input',
  'select',
  'checkbox',
  'dynamic-select',
])
