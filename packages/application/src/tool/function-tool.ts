import type { JsonObject } from '@weft/domain/kernel'
import type {
  Tool,
  ToolDescription,
  ToolInvocation,
  ToolMessage,
  ToolParameter,
} from '@weft/domain/tool'

/** A tool whose whole answer is one text, made without waiting. */
export function textTool(
  description: ToolDescription,
  answer: (values: JsonObject) => string,
): Tool {
  return messageTool(description, async function* (values, { signal }) {
    signal.throwIfAborted()
    yield { type: 'text', text: answer(values) }
  })
}

export function messageTool(
  description: ToolDescription,
  invoke: (values: JsonObject, invocation: ToolInvocation) => AsyncIterable<ToolMessage>,
): Tool {
  return { description, invoke }
}

/** A parameter of a built-in tool: an optional text the model fills in, unless said otherwise. */
export function parameter(
  name: string,
  description: string,
  changes: Partial<ToolParameter> = {},
): ToolParameter {
  return { name, type: 'string', form: 'llm', description, isRequired: false, ...changes }
}

/** A text among the values; empty when it is not there. */
export function textValue(values: JsonObject, name: string): string {
  const value = values[name]
  return typeof value === 'string' ? value : ''
}
